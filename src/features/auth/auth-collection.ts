import { notFound } from "../../lib/api-error.ts";
import type { AuthCollection } from "../../model/collections/collection.ts";
import type { Call } from "../../model/route.ts";

/** The auth collection of the path. Throws a 404 for any other. */
export function authCollection(call: Call): AuthCollection {
  const collection = call.context.collections.current().find(call.params["collection"] ?? "");
  if (collection?.type !== "auth") throw notFound("Missing or invalid auth collection context.");
  return collection;
}
