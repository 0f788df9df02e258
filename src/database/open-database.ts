import { join } from "node:path";
import type { Logger } from "../lib/log.ts";
import type { Engine } from "./engine.ts";
import { openSqlite } from "./sqlite/open.ts";

export interface DatabaseOptions {
  /** Absolute path of the data directory. */
  readonly dataDir: string;
  /** The URL of the PostgreSQL database that holds what data.db and auxiliary.db would. Default: those files. */
  readonly database?: string | undefined;
  readonly queryTimeoutMs: number;
  readonly log: Logger;
  /** Whether this process is the server, which nobody has to tell of its own writes. Default: it is a command beside one. */
  readonly isServer?: boolean;
  /** How many processes share the machine. Default: 1. */
  readonly processCount?: number;
  /** See `SqliteOptions`; SQLite's alone. */
  readonly versionFile?: string | undefined;
}

/** Opens one of the two databases of an app by whichever engine the options name. */
export async function openDatabase(name: "data.db" | "auxiliary.db", options: DatabaseOptions): Promise<Engine> {
  const { dataDir, database, queryTimeoutMs, log, isServer = false, processCount = 1 } = options;
  if (database !== undefined) {
    const { openPostgres } = await import("./postgres/open.ts");
    const schemaName = name === "data.db" ? "public" : "baobox_logs";
    return openPostgres({ url: database, schemaName, queryTimeoutMs, log, isServer });
  }
  // Other processes need not know of new logs.
  const versionFile = name === "data.db" ? options.versionFile : undefined;
  return openSqlite({ file: join(dataDir, name), queryTimeoutMs, log, processCount, versionFile });
}
