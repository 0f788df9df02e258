import type { Logger } from "../../lib/log.ts";
import type { Engine } from "../engine.ts";
import { PostgresConnection } from "./connection.ts";
import { type DatabaseUrl, parseDatabaseUrl } from "./database-url.ts";
import { type EngineFeatures, logMissing } from "./engine-features.ts";
import { PostgresEngine } from "./engine.ts";
import { listen } from "./listen.ts";
import { openEventLog, renewEpoch } from "./nodes/open-event-log.ts";
import { checkProtocol, settleProtocol } from "./nodes/protocol.ts";
import { checkSession, prepareDatabase, prepareEvents } from "./prepare-database.ts";
import { openFailure } from "./open-failure.ts";
import { ConnectionPool } from "./pool.ts";
import { RowLease } from "./row-lease.ts";
import { type Lease, ServerLease } from "./server-lease.ts";
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
  /** Whether nothing is made in the database, nor brought up to date. Default: what statements call is. */
  readonly onlyLooks?: boolean;
  /** The name of this server among several, which are told of its commits. Default: it is alone. */
  readonly node?: string | undefined;
  /** What the engine is to be taken to have or not to have. Default: what it has. */
  readonly features?: Partial<EngineFeatures>;
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

/** Opens a database of PostgreSQL and, unless told otherwise, brings Baobox's functions in it up to date. Rejects with one line, which holds no password. */
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
  const features = await prepare({
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
      ? others.use(
          await openEventLog({ open: () => open(), log, versions, hasListen: features.hasListen, schemaChanged }),
        )
      : null;
  // Without it what other programs write would not be noticed, so that no version is ever known.
  if (isMain && features.hasListen) others.use(await listen({ url: url.full, versions, events, schemaChanged }));
  engine = new PostgresEngine({
    schemaName,
    log,
    readers: new ConnectionPool(pool),
    writers: new ConnectionPool(pool),
    versions,
    starts,
    hasAdvisoryLocks: features.hasAdvisoryLocks,
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
async function prepare(preparation: Preparation): Promise<EngineFeatures> {
  const { others, open, openFirst, schemaName, isServer, node, log } = preparation;
  const connection = await openFirst();
  try {
    const features = { ...(await checkSession(connection, openFirst)), ...preparation.features };
    if (preparation.onlyLooks === true) return features;
    if (schemaName !== "public" || isServer !== true) {
      await prepareDatabase(connection, features);
      return features;
    }
    logMissing(features, log);
    const kind = features.hasAdvisoryLocks ? ServerLease : RowLease;
    const lease: Lease = others.use(await kind.take({ open, log, node }));
    if (node !== undefined) await checkProtocol({ connection, lease });
    await prepareDatabase(connection, features);
    if (node === undefined) await renewEpoch(connection);
    else {
      await prepareEvents(connection, features);
      await settleProtocol({ connection, lease });
    }
    return features;
  } finally {
    await connection.close();
  }
}
