import { RateLimiter } from "../../lib/rate-limit.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";

/** So many searches without a result pass at once. */
const FREE_SEARCHES = { maxRequests: 3, durationSeconds: 3 };
const MAX_DELAY_MS = 500;

const limiters = new WeakMap<Context["database"], RateLimiter>();

/**
 * A filter runs together with the list rule, so the time of a search that finds nothing could tell of records that the client
 * may not see. As in PocketBase, a client with many such searches waits for a random time.
 */
export async function delayFruitlessSearches(context: Context, collection: Collection, client: string): Promise<void> {
  let limiter = limiters.get(context.database);
  if (limiter === undefined) limiters.set(context.database, (limiter = new RateLimiter()));
  if (limiter.consume(collection.id, client, FREE_SEARCHES)) return;
  await Bun.sleep(Math.random() * MAX_DELAY_MS);
}
