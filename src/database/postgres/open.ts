import type { Logger } from "../../lib/log.ts";
import type { Engine } from "../engine.ts";
import { DatabaseUnavailableError } from "../engine.ts";
import { PostgresConnection } from "./connection.ts";
import { type DatabaseUrl, parseDatabaseUrl } from "./database-url.ts";
import { PostgresEngine } from "./engine.ts";
import { sqlState } from "./errors.ts";
import { ForeignChanges } from "./foreign-changes.ts";
import { checkSession, prepareDatabase } from "./prepare-database.ts";
import { ConnectionPool } from "./pool.ts";
import { ServerLease } from "./server-lease.ts";
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
    throw new Error(`can't open the database ${url.shown}: ${reasonOf(error)}`, { cause: error });
  }
}

async function openEngine(options: PostgresOptions, url: DatabaseUrl): Promise<Engine> {
  const { schemaName, queryTimeoutMs, log, maxConnections = MAX_CONNECTIONS, isServer = false } = options;
  const session = { url: url.full, schemaName, statementTimeoutMs: queryTimeoutMs, isServer };
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
    others: others.move(),
  });
  await engine.refreshRelations();
  return engine;
}

/** Why it could not be opened, with the remedy. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (sqlState(error)) {
    case "28P01":
      return "the password is wrong";
    case "28000":
      return /no encryption/.test(message) ? `${message}: add ?sslmode=require to the URL` : message;
    case "42501":
      return `${message}: the role needs the rights to create schemas in the database, and tables in the schema public`;
    // One statement's name is known in another one's session.
    case "42P05":
    case "26000":
      return "a connection pooler in transaction mode is in between: give the URL of the server itself, or a pooler in session mode";
    case "08P01":
      return `${message}: it looks like a connection pooler, give the URL of the server itself`;
    case undefined:
    default:
  }
  if (code === "ERR_POSTGRES_TLS_NOT_AVAILABLE") return "the server has no TLS: leave sslmode out of the URL";
  if (code === "ERR_POSTGRES_CONNECTION_REFUSED") return "nothing answers there: check host, port and firewall";
  if (code === "ERR_POSTGRES_CONNECTION_TIMEOUT" || error instanceof DatabaseUnavailableError) {
    return "it does not answer: check host, port and firewall";
  }
  return message;
}
