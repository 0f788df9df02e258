import type { PostgresConnection } from "./connection.ts";

/**
 * The numbers of transactions up to which the server knows their outcome, for each of its starts. A server that crashed forgets the
 * numbers that it had given and not written down, and gives them again: asked for such a one it would tell of another transaction.
 */
export class ServerStarts {
  readonly #limits = new Map<string, Promise<bigint>>();

  /** To be called with each new connection, before anything is written over it. */
  async noteStart(connection: PostgresConnection): Promise<string> {
    const [row] = await connection.query("SELECT pg_postmaster_start_time()::text AS start WHERE $1", [true]);
    const start = String(row?.["start"]);
    let limit = this.#limits.get(start);
    if (limit === undefined) {
      limit = findLimit(connection);
      this.#limits.set(start, limit);
      limit.catch(() => this.#limits.delete(start));
    }
    await limit;
    return start;
  }

  /** Whether the server of that start can tell what became of a transaction that began under another one. */
  async knows(start: string, id: string): Promise<boolean> {
    const limit = await this.#limits.get(start);
    return limit !== undefined && BigInt(id) < limit;
  }
}

/** The first number that is given after the recovery. */
async function findLimit(connection: PostgresConnection): Promise<bigint> {
  try {
    const [row] = await connection.query(AFTER_RECOVERY, [true]);
    const text = row?.["next"];
    if (typeof text === "string") return BigInt(text);
  } catch {
    // Not every role may look at the checkpoint.
  }
  const [row] = await connection.query("SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next WHERE $1", [true]);
  return BigInt(String(row?.["next"]));
}

/** A crashed server makes a checkpoint before it takes connections. */
const AFTER_RECOVERY = `SELECT (split_part(next_xid, ':', 1)::numeric * 4294967296 + split_part(next_xid, ':', 2)::numeric)::text AS next
  FROM pg_control_checkpoint() WHERE $1 AND checkpoint_time >= date_trunc('second', pg_postmaster_start_time())`;
