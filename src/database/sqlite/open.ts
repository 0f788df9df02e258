import type { Logger } from "../../lib/log.ts";
import type { Engine } from "../engine.ts";
import { SqliteConnection } from "./connection.ts";
import { SqliteEngine } from "./sqlite-engine.ts";
import { WriteQueue } from "./write-queue.ts";

export interface SqliteOptions {
  /** Created when absent. */
  readonly file: string;
  readonly queryTimeoutMs: number;
  readonly log: Logger;
}

const LOCK_LIMIT_MS = 10_000;
const DEADLOCK_AFTER_MS = 2_000;
const MAX_STATEMENTS = 500;
const WRITER_CACHE_KIB = 16_000;
const READER_CACHE_KIB = 32_000;

/** Opens a database file. Rejects with one line that names the file when it can't be used. */
export async function openSqlite(options: SqliteOptions): Promise<Engine> {
  const { log } = options;
  try {
    const common = { ...options, maxStatements: MAX_STATEMENTS };
    const writer = new SqliteConnection({ ...common, role: "writer", cacheKib: WRITER_CACHE_KIB });
    const reader = new SqliteConnection({ ...common, role: "reader", cacheKib: READER_CACHE_KIB });
    const writes = new WriteQueue(writer, { log, lockLimitMs: LOCK_LIMIT_MS, deadlockAfterMs: DEADLOCK_AFTER_MS });
    return new SqliteEngine({ writer, reader, writes });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`can't open the database ${options.file}: ${reason}`, { cause: error });
  }
}
