import { notFound } from "../../lib/api-error.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";

export function getCollection({ collections }: Context, nameOrId: string): Collection {
  const collection = collections.current().find(nameOrId);
  if (collection === undefined) throw notFound(`There is no collection ${nameOrId}.`);
  return collection;
}
