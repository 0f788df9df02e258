import type { Logger } from "../../lib/log.ts";
import type { PostgresConnection } from "./connection.ts";
import { Outage } from "./outage.ts";
import { OBSTACLES } from "./lease-obstacles.ts";

export interface ServerLeaseOptions {
  readonly open: () => Promise<PostgresConnection>;
  readonly log: Logger;
  /** The name of this server among several; undefined for one that is to be alone. */
  readonly node: string | undefined;
}

export interface Lease extends AsyncDisposable {
  /** Runs the work where this is the only server, while no other one can start; false where it is not. */
  alone(work: (connection: PostgresConnection) => Promise<void>): Promise<boolean>;
}

/** A server that was killed holds it until the database notices. */
const LIMIT_MS = 5_000;
const PAUSE_MS = 100;
const CHECK_MS = 2_000;
/** The machine of a server that has gone without a word is given up after some seconds. */
const NOTICE_LOSS = "SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 4";

/**
 * Held by a server of a database as long as it runs: alone, because another one would not know what it writes, or with others that
 * tell each other.
 */
export class ServerLease implements Lease {
  readonly #options: ServerLeaseOptions;
  readonly #outage: Outage;
  #connection: PostgresConnection;
  readonly #timer: NodeJS.Timeout;
  #isReopening = false;

  private constructor(options: ServerLeaseOptions, connection: PostgresConnection) {
    this.#options = options;
    this.#outage = new Outage(options.log);
    this.#connection = connection;
    this.#timer = setInterval(() => void this.#check(), CHECK_MS);
    this.#timer.unref();
  }

  /** Rejects where servers run on the database that don't go together with this one. */
  static async take(options: ServerLeaseOptions): Promise<ServerLease> {
    const connection = await openLocking(options);
    try {
      const deadline = performance.now() + LIMIT_MS;
      for (;;) {
        const obstacle = await takeLocks(connection, options.node);
        if (obstacle === null) return new ServerLease(options, connection);
        if (performance.now() > deadline) throw new Error(obstacle);
        await Bun.sleep(PAUSE_MS);
      }
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  async alone(work: (connection: PostgresConnection) => Promise<void>): Promise<boolean> {
    if (!(await tryLock(this.#connection, SERVER_LOCK))) return false;
    try {
      await work(this.#connection);
    } finally {
      await this.#connection.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [SERVER_LOCK]);
    }
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#connection.close();
  }

  /** The locks are lost with their connection, as when the database is started anew. */
  async #check(): Promise<void> {
    if (!this.#connection.isBroken || this.#isReopening) return;
    this.#isReopening = true;
    const { node, log } = this.#options;
    try {
      const connection = await openLocking(this.#options);
      this.#connection = connection;
      this.#outage.isOver();
      const obstacle = await takeLocks(connection, node);
      if (obstacle !== null) log.error(`the database is served by others too: ${obstacle}`);
    } catch (error) {
      // The next look is soon.
      this.#outage.goesOn(error);
    } finally {
      this.#isReopening = false;
    }
  }
}

const SERVER_LOCK = "baobox:server";

async function openLocking({ open }: ServerLeaseOptions): Promise<PostgresConnection> {
  const connection = await open();
  await connection.send(NOTICE_LOSS);
  return connection;
}

/** What stands in the way, with the remedy; null where nothing does. */
async function takeLocks(connection: PostgresConnection, node: string | undefined): Promise<string | null> {
  if (node === undefined) {
    if (await tryLock(connection, SERVER_LOCK)) return null;
    if (!(await tryShare(connection, SERVER_LOCK))) return OBSTACLES.another;
    await connection.query("SELECT pg_advisory_unlock_shared(hashtextextended($1, 0))", [SERVER_LOCK]);
    return OBSTACLES.nodes;
  }
  if (!(await tryShare(connection, SERVER_LOCK))) return OBSTACLES.alone;
  if (await tryLock(connection, `baobox:node:${node}`)) return null;
  await connection.query("SELECT pg_advisory_unlock_shared(hashtextextended($1, 0))", [SERVER_LOCK]);
  return OBSTACLES.name(node);
}

function tryLock(connection: PostgresConnection, name: string): Promise<boolean> {
  return isTaken(connection, "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken", name);
}

function tryShare(connection: PostgresConnection, name: string): Promise<boolean> {
  return isTaken(connection, "SELECT pg_try_advisory_lock_shared(hashtextextended($1, 0)) AS taken", name);
}

async function isTaken(connection: PostgresConnection, sql: string, name: string): Promise<boolean> {
  const [row] = await connection.query(sql, [name]);
  return row?.["taken"] === true;
}
