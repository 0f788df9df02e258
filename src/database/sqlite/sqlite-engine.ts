import { basename } from "node:path";
import type {
  Connection,
  DatabaseFigures,
  DatabaseSize,
  Dialect,
  Engine,
  ReadById,
  Row,
  SchemaReader,
  ScriptOptions,
  SqlValue,
  TableResult,
  TableVersion,
  Transaction,
  TransactionOptions,
} from "../engine.ts";
import { LONGEST_TIMER_MS } from "../../lib/longest-timer.ts";
import type { RowWriter } from "../row-write.ts";
import { promised } from "../promised.ts";
import { retryWhileBusy } from "./busy-retry.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { fileSize } from "./file-size.ts";
import type { CommitClock } from "./commit-clock.ts";
import { isReadOnly } from "./errors.ts";
import type { ReaderPool } from "./reader-pool.ts";
import type { Reads } from "./reads.ts";
import { findHeavyTables } from "./heavy-tables.ts";
import { sqliteSchemaReader } from "./schema-reader.ts";
import type { SqliteWatch } from "./sqlite-watch.ts";
import type { TableVersions } from "./table-versions.ts";
import type { WalIndex } from "./wal-index.ts";
import type { WriteQueue } from "./write-queue.ts";
import type { WriteTurn } from "./write-turn.ts";

export interface EngineParts {
  readonly writer: SqliteConnection;
  readonly reader: SqliteConnection;
  readonly reads: Reads;
  readonly writes: WriteQueue;
  /** For scripts that write, of which one runs at a time. */
  readonly scripts: ReaderPool;
  /** That of threads, then those of processes. */
  readonly pools: readonly ReaderPool[];
  readonly clock: CommitClock;
  readonly checkpoints: Checkpoints | null;
  readonly index: WalIndex | null;
  readonly versions: TableVersions;
  readonly turn: WriteTurn | null;
  readonly lockLimitMs: number;
  readonly watch: SqliteWatch;
}

/** PocketBase's list of beginnings; what begins so gives no rows. */
const WRITES = /^\s*(?:INSERT|CREATE|UPDATE|DELETE|DROP|DETACH)/i;

const CHECK_LIMIT_MS = 60 * 60 * 1000;

/** How long `close` waits for queries that run in threads and processes. */
const CLOSE_WAIT_MS = 5_000;

export class SqliteEngine implements Engine {
  readonly dialect: Dialect = sqliteDialect;
  /** Reads may take a thread, and writes wait for others. */
  readonly inPlace = null;
  readonly schema: SchemaReader = sqliteSchemaReader(this);
  readonly #parts: EngineParts;
  #closed: Promise<void> | null = null;

  readonly rowWriter: RowWriter;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const write: RowWriter["write"] = ({ one }, parameters, { orderKey }) =>
      promised(() => this.#open().writes.writeRow(one, parameters, orderKey));
    this.rowWriter = { write };
  }

  all<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = [], maxBytes?: number): Promise<T[]> {
    return promised(() => this.#open().reads.all<T>(sql, parameters, maxBytes));
  }

  get<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T | null> {
    return promised(() => this.#open().reads.get<T>(sql, parameters));
  }

  getById<T extends object = Row>({ one }: ReadById, id: string, others?: readonly SqlValue[]): Promise<T | null> {
    return this.get<T>(one, others === undefined || others.length === 0 ? [id] : [id, ...others]);
  }

  run(sql: string, parameters: readonly SqlValue[] = []): Promise<{ changes: number }> {
    return promised(() => this.#open().writes.run(sql, parameters));
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return promised(() => this.#open().writes.transaction(work, options));
  }

  /** Other servers have other databases. */
  get events(): null {
    return null;
  }

  get searches(): null {
    return null;
  }

  get watch(): SqliteWatch {
    return this.#open().watch;
  }

  async snapshot<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.transaction(work, { timeoutMs: LONGEST_TIMER_MS });
  }

  foreignChanges(): number {
    return this.#open().clock.foreignChanges();
  }

  versionOf(sql: string): TableVersion | null {
    return this.#open().versions.versionOf(sql);
  }

  versionOfTable(table: string): TableVersion | null {
    return this.#open().versions.versionOfTable(table);
  }

  mayBeWrittenSince(table: string, commit: number): boolean {
    return this.#open().versions.mayBeWrittenSince(table, commit);
  }

  /** Also when it is closed: who tells of a failure asks. */
  get hasOtherWriters(): boolean {
    return this.#parts.versions.isShared;
  }

  heavyTables(tables: readonly string[]): ReadonlySet<string> {
    return findHeavyTables(this.#open().reader, tables);
  }

  async copyTo(file: string, signal?: AbortSignal): Promise<void> {
    await this.#open().reads.vacuumInto(file, signal);
  }

  async checkpoint(): Promise<void> {
    const { writes } = this.#open();
    await writes.exclusive(() => this.#checkpoint());
  }

  async runScript(script: string, options: ScriptOptions): Promise<TableResult> {
    if (!isWrite(script)) {
      try {
        return await this.#open().reads.table(script, options);
      } catch (error) {
        // Whatever else there is that writes, such as ALTER TABLE.
        if (!isReadOnly(error)) throw error;
      }
    }
    return { columns: [], rows: [], affectedRows: await this.#write(script, options) };
  }

  /** In a process, which is killed at the limit; own writes wait meanwhile, as for a transaction. */
  async #write(script: string, { timeoutMs }: ScriptOptions): Promise<number> {
    const { writes, scripts, versions } = this.#open();
    return writes.exclusive(async () => {
      try {
        const request = { mode: "write", sql: script, parameters: [], limitMs: timeoutMs } as const;
        return Number(((await scripts.run(request)) as Row)["affectedRows"]);
      } finally {
        versions.changedElsewhere();
      }
    });
  }

  async findDamage(isThorough = false): Promise<string[]> {
    const { rows } = await this.#open().reads.table(`PRAGMA ${isThorough ? "integrity" : "quick"}_check(10)`, {
      maxRows: 10,
      timeoutMs: CHECK_LIMIT_MS,
    });
    return rows.flatMap(([line]) => (line === "ok" || line === undefined ? [] : [line ?? ""]));
  }

  async measure(): Promise<DatabaseSize> {
    const { file } = this.#parts.writer;
    return { kind: "file", name: basename(file), bytes: await fileSize(file) };
  }

  async optimize(): Promise<void> {
    await this.#open().writes.run("PRAGMA optimize", []);
  }

  figures(): DatabaseFigures {
    const { reads, writes, pools } = this.#open();
    const sum = (of: (pool: ReaderPool) => number, some = pools): number =>
      some.reduce((total, pool) => total + of(pool), 0);
    return {
      reads: { ...reads.counts },
      readSeconds: {
        loop: reads.loopMs / 1000,
        thread: sum(({ ranMs }) => ranMs, pools.slice(0, 1)) / 1000,
        process: sum(({ ranMs }) => ranMs, pools.slice(1)) / 1000,
      },
      readClasses: { ...reads.classes },
      failedTrials: reads.failedTrials,
      readsWaiting: sum(({ waiting }) => waiting),
      readWaitSeconds: sum(({ waitedMs }) => waitedMs) / 1000,
      readers: sum(({ size }) => size),
      writesWaiting: writes.waiting,
      writeWaitSeconds: writes.waitedMs / 1000,
      writerBusySeconds: writes.busyMs / 1000,
      commits: writes.commits,
      rollbacks: writes.rollbacks,
    };
  }

  /** Waits for what was begun; whatever is asked for afterwards is an error. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { reader, writer, pools, writes, index, checkpoints, turn } = this.#parts;
    await Promise.all(pools.map((pool) => pool.close(CLOSE_WAIT_MS)));
    await checkpoints?.close(CLOSE_WAIT_MS);
    await writes.exclusive(async () => {
      try {
        await this.#checkpoint();
      } finally {
        reader.close();
        writer.close();
        turn?.close();
        index?.[Symbol.dispose]();
      }
    });
  }

  async #checkpoint(): Promise<void> {
    const { writer, lockLimitMs, checkpoints } = this.#parts;
    await checkpoints?.settled();
    await retryWhileBusy({ file: writer.file, limitMs: lockLimitMs }, () =>
      writer.run("PRAGMA wal_checkpoint(TRUNCATE)"),
    );
  }

  #open(): EngineParts {
    if (this.#closed !== null) throw new Error("the database is closed");
    return this.#parts;
  }
}

function isWrite(script: string): boolean {
  return WRITES.test(script);
}
