// A request that another server's change of a collection got in the way of is done a second time.
//
// Collections may change between the moment when a request has looked at them and the statements that it makes of them: on another
// node, or just beside it. Then a column or a table is gone, or the two have waited for each other. What the request did was rolled
// back, so it is done again with the collections as they are now. Hooks of users must not run twice for one request: where one has
// seen the failure, it is the answer.
import type { CollectionSnapshot } from "../model/collections/collection.ts";
import type { Context } from "../model/context.ts";
import { isSeenByUserCode } from "../model/user-code.ts";

type Answer = Response | Promise<Response>;

/** Performs what changes nothing where it fails. */
export function performCurrent(context: Context, perform: () => Answer): Answer {
  // A single writer reads and writes with the collections that it sees.
  if (context.database.dialect.hasOneWriter) return perform();
  const before = context.collections.current();
  const answer = perform();
  if (!(answer instanceof Promise)) return answer;
  return answer.catch(async (error: unknown) => {
    if (await isOutdated(context, before, error)) return perform();
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
