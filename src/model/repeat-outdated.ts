// What another server's change of a collection got in the way of is done a second time.
//
// Collections may change between the moment when a request has looked at them and the statements that it makes of them: on another
// node, or just beside it. Then a column or a table is gone, or the two have waited for each other. What the request did was rolled
// back, so it is done again with the collections as they are now. Hooks of users must not run twice for one request: where one has
// seen the failure, it is the answer.
import type { CollectionSnapshot } from "./collections/collection.ts";
import type { Context } from "./context.ts";
import { isSeenByUserCode } from "./user-code.ts";

/** Does what changes nothing where it fails. */
export function repeatOutdated<T>(context: Context, work: () => T | Promise<T>): T | Promise<T> {
  // A single writer reads and writes with the collections that it sees.
  if (context.database.dialect.hasOneWriter) return work();
  const before = context.collections.current();
  const working = work();
  if (!(working instanceof Promise)) return working;
  return working.catch(async (error: unknown) => {
    if (await isOutdated(context, before, error)) return work();
    throw error;
  });
}

async function isOutdated(context: Context, before: CollectionSnapshot, error: unknown): Promise<boolean> {
  const { collections, database } = context;
  const conflict = database.dialect.conflictOf(error);
  if (conflict === null || isSeenByUserCode(error)) return false;
  await database.events?.sync();
  await collections.catchUp();
  return conflict === "deadlock" || collections.current() !== before;
}
