import type { Logger } from "../../lib/log.ts";
import type { Engine } from "../engine.ts";
import { SqliteConnection } from "./connection.ts";
import { SqliteEngine } from "./sqlite-engine.ts";

export interface SqliteOptions {
  /** Created when absent. */
  readonly file: string;
  readonly queryTimeoutMs: number;
  readonly log: Logger;
}

/** Opens a database file. Rejects with one line that names the file when it can't be used. */
export async function openSqlite(options: SqliteOptions): Promise<Engine> {
  try {
    const writer = new SqliteConnection({ ...options, role: "writer" });
    const reader = new SqliteConnection({ ...options, role: "reader" });
    return new SqliteEngine({ writer, reader, log: options.log });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`can't open the database ${options.file}: ${reason}`, { cause: error });
  }
}
