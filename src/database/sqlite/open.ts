import { chmodSync, closeSync, existsSync, openSync } from "node:fs";
import { later } from "../../lib/lazy.ts";
import type { Logger } from "../../lib/log.ts";
import { ownCores } from "../../lib/own-cores.ts";
import type { Engine } from "../engine.ts";
import { retryWhileBusy } from "./busy-retry.ts";
import { Checkpoints } from "./checkpoints.ts";
import { ProcessClock, ServerClock } from "./commit-clock.ts";
import { SqliteConnection } from "./connection.ts";
import { sqliteCode } from "./errors.ts";
import { ReaderPool, type ReaderPoolOptions } from "./reader-pool.ts";
import { startReaderProcess } from "./reader-process.ts";
import { startReaderThread } from "./reader-thread.ts";
import { Reads } from "./reads.ts";
import { RootPages } from "./root-pages.ts";
import { SqliteEngine } from "./sqlite-engine.ts";
import { SqliteWatch } from "./sqlite-watch.ts";
import { TableVersions } from "./table-versions.ts";
import { VersionPage } from "./version-page.ts";
import { WalIndex } from "./wal-index.ts";
import { WriteQueue } from "./write-queue.ts";
import { WriteTurn } from "./write-turn.ts";

export interface SqliteOptions {
  /** Created when absent. */
  readonly file: string;
  /** The limit of every read. */
  readonly queryTimeoutMs: number;
  readonly log: Logger;
  /** The file of the page that all processes of this server share, made by `VersionPage.create`. Default: this process is alone. */
  readonly versionFile?: string | undefined;
  /** How many processes share the machine. Default: 1. */
  readonly processCount?: number;
  /** Which of them this is, from 1. Default: it takes no turns with others. */
  readonly processNumber?: number | undefined;
  /** How long to wait for a lock that another process holds. */
  readonly lockLimitMs?: number;
  /** A write that waits for a transaction of its own caller is given up once that has been idle for so long. */
  readonly deadlockAfterMs?: number;
  /** For each of the two pools: threads and processes. */
  readonly pools?: Partial<Pick<ReaderPoolOptions, "maxReaders" | "maxQueued" | "idleMs" | "graceMs">>;
}

const PRIVATE_MODE = 0o600;
const LOCK_LIMIT_MS = 10_000;
/** Other workers hold the lock for as long as a transaction may last, or until a backup has linked all files. */
const SHARED_LOCK_LIMIT_MS = 60_000;
const DEADLOCK_AFTER_MS = 2_000;
const MAX_STATEMENTS = 500;
const WRITER_CACHE_KIB = 16_000;
const READER_CACHE_KIB = 32_000;
const MAX_QUEUED = 1_000;
const READER_IDLE_MS = 60_000;
const READER_GRACE_MS = 250;

/** Opens a database file. Rejects with one line that names the file when it can't be used. */
export async function openSqlite(options: SqliteOptions): Promise<Engine> {
  const { file, versionFile } = options;
  const { lockLimitMs = versionFile === undefined ? LOCK_LIMIT_MS : SHARED_LOCK_LIMIT_MS } = options;
  try {
    makePrivate(file);
    return await retryWhileBusy({ file, limitMs: lockLimitMs }, () => openEngine(options, lockLimitMs));
  } catch (error) {
    const isFull = sqliteCode(error) === "SQLITE_IOERR_SHMSIZE";
    const message = error instanceof Error ? error.message : String(error);
    const reason = isFull ? "its -shm file can't grow, the disk is full" : message;
    throw new Error(`can't open the database ${file}: ${reason}`, { cause: error });
  }
}

/** For the owner alone. SQLite gives the files that it makes beside it the same mode. */
function makePrivate(file: string): void {
  try {
    if (!existsSync(file)) closeSync(openSync(file, "a", PRIVATE_MODE));
  } catch {
    // SQLite says what is wrong when it opens the file.
  }
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    try {
      chmodSync(path, PRIVATE_MODE);
    } catch {
      // It isn't there, or belongs to another user, who then decides.
    }
  }
}

function openEngine(options: SqliteOptions, lockLimitMs: number): Engine {
  const { file, queryTimeoutMs, log, deadlockAfterMs = DEADLOCK_AFTER_MS } = options;
  const common = { file, queryTimeoutMs, maxStatements: MAX_STATEMENTS };
  const writer = new SqliteConnection({ ...common, role: "writer", cacheKib: WRITER_CACHE_KIB });
  const reader = new SqliteConnection({ ...common, role: "reader", cacheKib: READER_CACHE_KIB });
  const pool = {
    settings: { file, queryTimeoutMs, isPatient: true },
    loadSource: loadReaderProgram,
    maxReaders: defaultReaderCount(options.processCount),
    maxQueued: MAX_QUEUED,
    idleMs: READER_IDLE_MS,
    graceMs: READER_GRACE_MS,
    ...options.pools,
  };
  const threads = new ReaderPool({ ...pool, start: startReaderThread });
  const processes = new ReaderPool({ ...pool, start: startReaderProcess });
  const scripts = new ReaderPool({ ...pool, maxReaders: 1, start: startReaderProcess });
  // Writes may wait for it.
  const settings = { ...pool.settings, isPatient: false };
  const checkpointThreads = new ReaderPool({ ...pool, settings, maxReaders: 1, start: startReaderThread });
  const index = openIndex(options);
  const page = options.versionFile === undefined ? VersionPage.inMemory() : VersionPage.open(options.versionFile);
  const isShared = options.versionFile !== undefined && index !== null;
  const clock = isShared ? new ServerClock(index, page) : new ProcessClock(writer, page);
  const rootPages = new RootPages(reader);
  const versions = new TableVersions({ writer, reader, page, clock, rootPages });
  const turn = openTurn(options, page);
  const checkpoints = index === null ? null : new Checkpoints({ index, threads: checkpointThreads, log });
  if (checkpoints !== null) writer.run("PRAGMA wal_autocheckpoint = 0");
  const reads = new Reads({ reader, threads, processes, rootPages }, { queryTimeoutMs, lockLimitMs });
  return new SqliteEngine({
    writer,
    reader,
    scripts,
    pools: [threads, processes, scripts],
    reads,
    watch: new SqliteWatch({ reader, writer, reads }),
    writes: new WriteQueue(writer, { log, lockLimitMs, deadlockAfterMs, versions, turn, checkpoints }),
    turn,
    checkpoints,
    clock,
    index,
    versions,
    lockLimitMs,
  });
}

function openTurn({ versionFile, processNumber: number }: SqliteOptions, page: VersionPage): WriteTurn | null {
  return versionFile === undefined || number === undefined ? null : WriteTurn.open({ page, versionFile, number });
}

/** Null where the log has no index that can be read: its file system keeps the database from having one. */
function openIndex({ file, versionFile }: SqliteOptions): WalIndex | null {
  try {
    return new WalIndex(file);
  } catch (error) {
    if (versionFile !== undefined) throw error;
    return null;
  }
}

/** At least two, so that one client's long query does not hold up all others. */
function defaultReaderCount(processCount = 1): number {
  return Math.min(4, Math.max(2, ownCores(processCount)));
}

/** Outside of the executable it is bundled at that moment. */
const loadReaderProgram = later(async () => (await import("./embedded-reader-program.ts")).readerProgram);
