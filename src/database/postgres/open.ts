import type { Logger } from "../../lib/log.ts";
import type { Engine } from "../engine.ts";
import { PostgresConnection } from "./connection.ts";
import { type DatabaseUrl, parseDatabaseUrl } from "./database-url.ts";
import { PostgresEngine } from "./engine.ts";
import { ForeignChanges } from "./foreign-changes.ts";
import { checkSession, prepareDatabase } from "./prepare-database.ts";
import { openFailure } from "./open-failure.ts";
import { ConnectionPool } from "./pool.ts";
import { ServerLease } from "./server-lease.ts";
import { ServerStarts } from "./server-starts.ts";
import { TableVersions } from "./table-versions.ts";

export interface PostgresOptions {
  readonly url: string;
  /** `public` holds what data.db does, `baobox_logs` what auxiliary.db does. */
  readonly schemaName: string;
  /** The limit of every statement. */
  readonly queryTimeoutMs: number;
  readonly log: Logger;
  /** Whether this process serves the database, which one alone may. Default: it works beside a server. */
  readonly isServer?: boolean;
  /** For reads and for writes, each. Default: 10. */
  readonly maxConnections?: number;
}

const MAX_CONNECTIONS = 10;
const MAX_WAITING = 10_000;
/** At the start, when the database may be far away or just starting. */
const FIRST_LIMITS = { connectTimeoutMs: 10_000, statementTimeoutMs: 60_000 };
const CONNECT_LIMIT_MS = 5_000;
/** Requests are to be refused within a second where the database is away. */
const SUSPECT_LIMIT_MS = 500;

/** Opens a database of PostgreSQL and brings Baobox's functions in it up to date. Rejects with one line, which holds no password. */
export async function openPostgres(options: PostgresOptions): Promise<Engine> {
  const url = parseDatabaseUrl(options.url);
  try {
    return await openEngine(options, url);
  } catch (error) {
    throw openFailure(url, error);
  }
}

async function openEngine(options: PostgresOptions, url: DatabaseUrl): Promise<Engine> {
  const { schemaName, queryTimeoutMs, log, maxConnections = MAX_CONNECTIONS, isServer = false } = options;
  const starts = new ServerStarts();
  const session = { starts, url: url.full, schemaName, statementTimeoutMs: queryTimeoutMs, isServer };
  const open = (connectTimeoutMs: number): Promise<PostgresConnection> =>
    PostgresConnection.open({ ...session, connectTimeoutMs });
  const openFirst = (): Promise<PostgresConnection> => PostgresConnection.open({ ...session, ...FIRST_LIMITS });
  const first = await openFirst();
  try {
    await checkSession(first, openFirst);
    await prepareDatabase(first);
  } finally {
    await first.close();
  }
  const versions = new TableVersions();
  const pool = {
    open: () => open(CONNECT_LIMIT_MS),
    maxConnections,
    maxWaiting: MAX_WAITING,
    openLimitMs: CONNECT_LIMIT_MS,
    suspectLimitMs: SUSPECT_LIMIT_MS,
  };
  // Logs are never asked whether they have changed.
  await using others = new AsyncDisposableStack();
  if (schemaName === "public" && isServer)
    others.use(await ServerLease.take({ open: () => open(CONNECT_LIMIT_MS), log }));
  let engine: PostgresEngine | null = null;
  const hearing = {
    url: url.full,
    changed: (schema: string, table: string) => {
      if (schema === schemaName) versions.changed(table.toLowerCase());
    },
    hears: (isHearing: boolean) => {
      versions.hears(isHearing);
      // The schema may have changed meanwhile.
      if (isHearing) void engine?.refreshRelations();
    },
  };
  // Logs are never asked whether they have changed.
  if (schemaName === "public") others.use(await ForeignChanges.open(hearing));
  engine = new PostgresEngine({
    schemaName,
    log,
    readers: new ConnectionPool(pool),
    writers: new ConnectionPool(pool),
    versions,
    starts,
    others: others.move(),
  });
  await engine.refreshRelations();
  return engine;
}
