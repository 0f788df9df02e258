// What another server's change of a collection got in the way of is done a second time.
//
// Collections may change between the moment when a request has looked at them and the statements that it makes of them: by another
// node or worker, or just beside it. Then a column or a table is gone, or the two have waited for each other. What the request did was
// rolled back, so it is done again with the collections as they are now. Hooks of users must not run twice for one request: where one
// has seen the failure, it is the answer.
import { ApiError } from "../lib/api-error.ts";
import type { CollectionSnapshot } from "./collections/collection.ts";
import type { Context } from "./context.ts";
import { isSeenByUserCode } from "./user-code.ts";

/** Changes come one after the other where collections are being worked on. */
const MAX_TIMES = 5;

/** Does what changes nothing where it fails. */
export function repeatOutdated<T>(context: Context, work: () => T | Promise<T>): T | Promise<T> {
  // A single writer reads and writes with the collections that it sees.
  if (!context.database.hasOtherWriters) return work();
  const before = context.collections.current();
  const working = work();
  return working instanceof Promise ? repeated(context, work, { before, working }) : working;
}

interface Tried<T> {
  readonly before: CollectionSnapshot;
  readonly working: Promise<T>;
}

async function repeated<T>(context: Context, work: () => T | Promise<T>, { before, working }: Tried<T>): Promise<T> {
  let [seen, next]: [CollectionSnapshot, T | Promise<T>] = [before, working];
  for (let times = 1; ; times += 1) {
    try {
      return await next;
    } catch (error) {
      if (times === MAX_TIMES || !(await isOutdated(context, seen, error))) throw told(context, error);
      seen = context.collections.current();
    }
    next = work();
  }
}

/** What `saveFailure` takes for a collision that is done again is told here where it is not. */
function told({ database, log }: Context, error: unknown): unknown {
  const conflict = database.dialect.conflictOf(error);
  if (conflict !== null && error instanceof ApiError)
    log.error("a request failed, and was not done again", { conflict, error: String(error.cause) });
  return error;
}

async function isOutdated(context: Context, before: CollectionSnapshot, error: unknown): Promise<boolean> {
  const { collections, database } = context;
  const conflict = database.dialect.conflictOf(error);
  if (conflict === null || isSeenByUserCode(error)) return false;
  await database.events?.sync();
  await collections.catchUp();
  return conflict === "deadlock" || collections.current() !== before;
}
