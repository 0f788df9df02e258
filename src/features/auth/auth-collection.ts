import { notFound } from "../../lib/api-error.ts";
import { NO_COLLECTION } from "../../model/collections/no-collection.ts";
import type { AuthCollection } from "../../model/collections/collection.ts";
import type { Call } from "../../model/route.ts";

export const NO_AUTH_COLLECTION = "Missing or invalid auth collection context.";

/** The auth collection of the path. Throws a 404 for any other, with PocketBase's `missing` where there is none of that name. */
export function authCollection(call: Call, { missing = NO_COLLECTION } = {}): AuthCollection {
  const collection = call.collection;
  if (collection === undefined) throw notFound(missing);
  if (collection.type !== "auth") throw notFound(NO_AUTH_COLLECTION);
  return collection;
}
