import { join } from "node:path";
import type { JobTurns } from "../lib/cron.ts";
import type { Logger } from "../lib/log.ts";
import type { Engine } from "./engine.ts";
import type { JobClaimsOptions } from "./postgres/nodes/job-claims.ts";
import type { OpenNodes, OpenNodesOptions } from "./postgres/nodes/open-nodes.ts";
import type { StagedSchemas } from "./postgres/staged-schemas.ts";
import { openSqlite } from "./sqlite/open.ts";

export const DATABASE_NAMES = ["data.db", "auxiliary.db"] as const;
export type DatabaseName = (typeof DATABASE_NAMES)[number];

export interface DatabaseOptions {
  /** Absolute path of the data directory. */
  readonly dataDir: string;
  /** The URL of the PostgreSQL database that holds what data.db and auxiliary.db would. Default: those files. */
  readonly database?: string | undefined;
  readonly queryTimeoutMs: number;
  readonly log: Logger;
  /** Whether this process is the server, which nobody has to tell of its own writes. Default: it is a command beside one. */
  readonly isServer?: boolean;
  /** Of PostgreSQL: nothing is made or brought up to date in it. Default: what statements call is. */
  readonly onlyLooks?: boolean;
  /** The name of this server among several on one PostgreSQL database. Default: it is alone. */
  readonly node?: string | undefined;
  /** Whether it is the one that a restore prepares beside that which is served. Of a PostgreSQL server alone. */
  readonly isStaged?: boolean;
  /** How many processes share the machine. Default: 1. */
  readonly processCount?: number;
  /** See `SqliteOptions`; SQLite's alone, as what follows. */
  readonly processNumber?: number | undefined;
  readonly versionFile?: string | undefined;
}

/** Opens one of the two databases of an app by whichever engine the options name. */
export async function openDatabase(name: DatabaseName, options: DatabaseOptions): Promise<Engine> {
  const {
    dataDir,
    database,
    queryTimeoutMs,
    log,
    isServer = false,
    isStaged = false,
    onlyLooks = false,
    processCount = 1,
    node,
  } = options;
  if (database !== undefined) {
    const { openPostgres } = await import("./postgres/open.ts");
    const { STAGED_SCHEMAS } = await import("./postgres/staged-schemas.ts");
    const schemaName = isStaged ? STAGED_SCHEMAS[name] : { "data.db": "public", "auxiliary.db": "baobox_logs" }[name];
    return openPostgres({ url: database, schemaName, queryTimeoutMs, log, isServer, onlyLooks, node });
  }
  // Other processes need not know of new logs.
  const versionFile = name === "data.db" ? options.versionFile : undefined;
  const { processNumber } = options;
  return openSqlite({ file: join(dataDir, name), queryTimeoutMs, log, processCount, processNumber, versionFile });
}

/** How one of several nodes reaches the others. */
export async function openNodes(options: OpenNodesOptions): Promise<OpenNodes> {
  const nodes = await import("./postgres/nodes/open-nodes.ts");
  return nodes.openNodes(options);
}

/** What lets one of several nodes run a job. */
export async function openJobClaims(options: JobClaimsOptions): Promise<JobTurns> {
  const { JobClaims } = await import("./postgres/nodes/job-claims.ts");
  return new JobClaims(options);
}

/** Has other nodes wait until it is disposed of. Rejects where another one restores a backup. */
export async function takeRestoreTurn(database: string): Promise<AsyncDisposable> {
  const { RestoreTurn } = await import("./postgres/nodes/restore-turn.ts");
  return RestoreTurn.take(database);
}

/** Resolves once no other node restores a backup; `onWait` is called where one does. */
export async function waitForRestore(database: string, onWait: () => void): Promise<void> {
  const { RestoreTurn } = await import("./postgres/nodes/restore-turn.ts");
  await RestoreTurn.wait(database, onWait);
}

/** What exchanges the database of a PostgreSQL server for a staged one. */
export async function openStagedDatabases(database: string): Promise<StagedSchemas> {
  const { StagedSchemas } = await import("./postgres/staged-schemas.ts");
  return StagedSchemas.open(database);
}
