import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { services } from "../../model/protocol/bus-topics.ts";

/** So many searches without a result pass at once. */
const FREE_SEARCHES = { maxRequests: 3, durationSeconds: 3 };
const MAX_DELAY_MS = 500;

/**
 * A filter runs together with the list rule, so the time of a search that finds nothing could tell of records that the client
 * may not see. As in PocketBase, a client with many such searches waits for a random time.
 */
export async function delayEmptyResults(context: Context, collection: Collection, client: string): Promise<void> {
  const search = { limiter: "empty-results", key: collection.id, client, limit: FREE_SEARCHES } as const;
  if (await context.bus.call(services.countRequest, search)) return;
  await Bun.sleep(Math.random() * MAX_DELAY_MS);
}
