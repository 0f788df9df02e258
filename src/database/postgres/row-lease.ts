import type { PostgresConnection } from "./connection.ts";
import { Outage } from "./outage.ts";
import { OBSTACLES } from "./lease-obstacles.ts";
import type { Lease, ServerLeaseOptions } from "./server-lease.ts";

/** Longer than a server that died is taken for one that runs. */
const LIMIT_MS = 8_000;
const PAUSE_MS = 200;
const BEAT_MS = 1_000;
const DEAD_SECONDS = 6;
const SCHEMA = `CREATE SCHEMA IF NOT EXISTS bb;
  CREATE TABLE IF NOT EXISTS bb.server (id text PRIMARY KEY, node text, seen timestamptz NOT NULL DEFAULT clock_timestamp())`;
const LOCK = "LOCK TABLE bb.server IN EXCLUSIVE MODE";

/**
 * The lease of a server on an engine without advisory locks: a row that it renews. One that was stopped for some seconds loses it, and
 * takes it again where it can.
 */
export class RowLease implements Lease {
  readonly #id = crypto.randomUUID();
  readonly #options: ServerLeaseOptions;
  readonly #outage: Outage;
  #connection: PostgresConnection;
  #timer: NodeJS.Timeout | null = null;
  #isRenewing = false;

  private constructor(options: ServerLeaseOptions, connection: PostgresConnection) {
    this.#options = options;
    this.#outage = new Outage(options.log);
    this.#connection = connection;
  }

  /** Rejects where servers run on the database that don't go together with this one. */
  static async take(options: ServerLeaseOptions): Promise<RowLease> {
    const connection = await options.open();
    const lease = new RowLease(options, connection);
    try {
      await connection.send(SCHEMA);
      const deadline = performance.now() + LIMIT_MS;
      for (;;) {
        const obstacle = await lease.#claim();
        if (obstacle === null) {
          lease.#timer = setInterval(() => void lease.#renew(), BEAT_MS).unref();
          return lease;
        }
        if (performance.now() > deadline) throw new Error(obstacle);
        await Bun.sleep(PAUSE_MS);
      }
    } catch (error) {
      await lease[Symbol.asyncDispose]();
      throw error;
    }
  }

  async alone(work: (connection: PostgresConnection) => Promise<void>): Promise<boolean> {
    return this.#locked(async (others) => {
      if (others.length > 0) return false;
      await work(this.#connection);
      return true;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    if (!this.#connection.isBroken)
      await this.#connection.query("DELETE FROM bb.server WHERE id = $1", [this.#id]).catch(() => undefined);
    await this.#connection.close();
  }

  async #claim(): Promise<string | null> {
    const { node } = this.#options;
    return this.#locked(async (others) => {
      const obstacle = obstacleTo(node, others);
      if (obstacle !== null) return obstacle;
      await this.#connection.query(
        `INSERT INTO bb.server (id, node) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET seen = excluded.seen`,
        [this.#id, node ?? null],
      );
      return null;
    });
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    try {
      if (this.#connection.isBroken) this.#connection = await this.#options.open();
      const renewed = await this.#connection.query(
        "UPDATE bb.server SET seen = clock_timestamp() WHERE id = $1 AND seen > clock_timestamp() - make_interval(secs => $2)",
        [this.#id, DEAD_SECONDS],
      );
      this.#outage.isOver();
      const obstacle = renewed.count === 1 ? null : await this.#claim();
      if (obstacle !== null) this.#options.log.error(`the database is served by others too: ${obstacle}`);
    } catch (error) {
      // The next beat is soon.
      this.#outage.goesOn(error);
    } finally {
      this.#isRenewing = false;
    }
  }

  /** Gives the work the names of the others, while none of them can come or go. */
  async #locked<T>(work: (others: (string | null)[]) => Promise<T>): Promise<T> {
    const connection = this.#connection;
    await connection.send(`BEGIN; ${LOCK}`);
    try {
      await connection.query("DELETE FROM bb.server WHERE seen < clock_timestamp() - make_interval(secs => $1)", [
        DEAD_SECONDS,
      ]);
      const others = await connection.query("SELECT node FROM bb.server WHERE id <> $1", [this.#id]);
      const result = await work(others.map(({ node }) => node as string | null));
      await connection.send("COMMIT");
      return result;
    } catch (error) {
      if (!connection.isBroken) await connection.send("ROLLBACK");
      throw error;
    }
  }
}

function obstacleTo(node: string | undefined, others: readonly (string | null)[]): string | null {
  if (others.length === 0) return null;
  const isAlone = others.includes(null);
  if (node === undefined) return isAlone ? OBSTACLES.another : OBSTACLES.nodes;
  if (isAlone) return OBSTACLES.alone;
  return others.includes(node) ? OBSTACLES.name(node) : null;
}
