import type { Logger } from "../../lib/log.ts";
import type { Engine } from "../engine.ts";
import { PostgresConnection } from "./connection.ts";
import { type DatabaseUrl, parseDatabaseUrl } from "./database-url.ts";
import { PostgresEngine } from "./engine.ts";
import { listen } from "./listen.ts";
import { ALL_FEATURES } from "./nodes/event-schema.ts";
import { openEventLog, renewEpoch } from "./nodes/open-event-log.ts";
import { checkProtocol, settleProtocol } from "./nodes/protocol.ts";
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
  /** The name of this server among several, which are told of its commits. Default: it is alone. */
  readonly node?: string | undefined;
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
  const { schemaName, queryTimeoutMs, log, maxConnections = MAX_CONNECTIONS, isServer = false, node } = options;
  const starts = new ServerStarts();
  const session = { starts, url: url.full, schemaName, statementTimeoutMs: queryTimeoutMs, isServer };
  const open = (connectTimeoutMs = CONNECT_LIMIT_MS): Promise<PostgresConnection> =>
    PostgresConnection.open({ ...session, connectTimeoutMs });
  // Logs are never asked whether they have changed.
  const isMain = schemaName === "public";
  await using others = new AsyncDisposableStack();
  await prepare({
    ...options,
    others,
    open,
    openFirst: () => PostgresConnection.open({ ...session, ...FIRST_LIMITS }),
  });
  const versions = new TableVersions();
  const pool = {
    open: () => open(),
    maxConnections,
    maxWaiting: MAX_WAITING,
    openLimitMs: CONNECT_LIMIT_MS,
    suspectLimitMs: SUSPECT_LIMIT_MS,
  };
  let engine: PostgresEngine | null = null;
  const schemaChanged = (): void => {
    versions.relationsAre(null);
    void engine?.refreshRelations();
  };
  const events =
    isMain && isServer && node !== undefined
      ? others.use(await openEventLog({ open: () => open(), log, versions, schemaChanged }))
      : null;
  if (isMain) others.use(await listen({ url: url.full, versions, events, schemaChanged }));
  engine = new PostgresEngine({
    schemaName,
    log,
    readers: new ConnectionPool(pool),
    writers: new ConnectionPool(pool),
    versions,
    starts,
    events,
    others: others.move(),
  });
  await engine.refreshRelations();
  return engine;
}

interface Preparation extends PostgresOptions {
  readonly others: AsyncDisposableStack;
  readonly open: () => Promise<PostgresConnection>;
  readonly openFirst: () => Promise<PostgresConnection>;
}

/** Takes the lease of a server, and makes what Baobox has in the database. */
async function prepare({ others, open, openFirst, schemaName, isServer, node, log }: Preparation): Promise<void> {
  const connection = await openFirst();
  try {
    await checkSession(connection, openFirst);
    const isNode = node !== undefined;
    const lease =
      schemaName === "public" && isServer === true ? others.use(await ServerLease.take({ open, log, node })) : null;
    if (lease !== null && isNode) await checkProtocol({ connection, lease });
    await prepareDatabase(connection, ALL_FEATURES);
    if (lease === null) return;
    if (isNode) await settleProtocol({ connection, lease });
    else await renewEpoch(connection);
  } finally {
    await connection.close();
  }
}
