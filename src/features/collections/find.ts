import { notFound } from "../../lib/api-error.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Call } from "../../model/route.ts";

/** The collection that the path names by id or name. Throws a 404. */
export function getCollection({ context, params }: Call): Collection {
  const collection = context.collections.current().find(params["collection"] ?? "");
  if (collection === undefined) throw notFound();
  return collection;
}
