import type { Connection } from "../engine.ts";
import type { ConnectionPool } from "./pool.ts";
import { PostgresTransaction } from "./transaction.ts";

const BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/** Reads on one connection that all see the same commit. */
export async function readSnapshot<T>(
  { readers, schemaName }: { readonly readers: ConnectionPool; readonly schemaName: string },
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await readers.acquire();
  const transaction = new PostgresTransaction({ connection, schemaName, wrote: () => undefined, begin: BEGIN });
  try {
    // The first statement takes the picture.
    await transaction.get("SELECT 1 AS one");
    return await work(transaction);
  } finally {
    transaction.end("the snapshot has ended");
    await transaction.rollback().catch(() => connection.close());
    readers.release(connection);
  }
}
