import type { ConnectionPool } from "./pool.ts";
import type { ServerStarts } from "./server-starts.ts";

/** A crashed server is usually back within seconds; after a minute nobody waits for the answer any more. */
const LIMIT_MS = 60_000;
const PAUSE_MS = 100;

export interface Doubtful {
  /** The transaction's number. */
  readonly id: string;
  /** The start of the server that it began under. */
  readonly serverStart: string;
}

interface Asked {
  readonly readers: ConnectionPool;
  readonly starts: ServerStarts;
}

/**
 * Whether a transaction was committed whose connection was lost during the commit. Waits until the database is back; false where it
 * isn't in time.
 */
export async function findOutcome(asked: Asked, doubtful: Doubtful): Promise<boolean> {
  const deadline = performance.now() + LIMIT_MS;
  while (performance.now() < deadline) {
    const status = await statusOf(asked, doubtful);
    if (status === "committed") return true;
    if (status === "aborted") return false;
    await Bun.sleep(PAUSE_MS);
  }
  return false;
}

/** Null where the database can't be asked; "in progress" while the server process has not noticed yet. */
async function statusOf({ readers, starts }: Asked, { id, serverStart }: Doubtful): Promise<string | null> {
  try {
    const connection = await readers.acquire();
    try {
      // Written down before the crash is all that is committed.
      const isSame = connection.serverStart === serverStart;
      if (!isSame && !(await starts.knows(connection.serverStart, id))) return "aborted";
      const [row] = await connection.query("SELECT pg_xact_status($1::xid8) AS status", [id]);
      return (row?.["status"] as string | null | undefined) ?? null;
    } finally {
      readers.release(connection);
    }
  } catch {
    return null;
  }
}
