import type { ConnectionPool } from "./pool.ts";

/** A crashed server is usually back within seconds; after a minute nobody waits for the answer any more. */
const LIMIT_MS = 60_000;
const PAUSE_MS = 100;

/**
 * Whether a transaction was committed whose connection was lost during the commit. Waits until the database is back; false where it
 * isn't in time.
 */
export async function findOutcome(pool: ConnectionPool, id: string): Promise<boolean> {
  const deadline = performance.now() + LIMIT_MS;
  while (performance.now() < deadline) {
    const status = await statusOf(pool, id);
    if (status === "committed") return true;
    if (status === "aborted") return false;
    await Bun.sleep(PAUSE_MS);
  }
  return false;
}

/** Null where the database can't be asked; "in progress" while the server process has not noticed yet. */
async function statusOf(pool: ConnectionPool, id: string): Promise<string | null> {
  try {
    const connection = await pool.acquire();
    try {
      const [row] = await connection.query("SELECT pg_xact_status($1::xid8) AS status", [id]);
      return (row?.["status"] as string | null | undefined) ?? null;
    } finally {
      pool.release(connection);
    }
  } catch {
    return null;
  }
}
