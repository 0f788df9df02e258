import type { Collection } from "../../../src/model/collections/collection.ts";
import { newCollection } from "../../../src/model/collections/new-collection.ts";
import { parseCollection } from "../../../src/model/collections/parse-collection.ts";
import { saveCollection } from "../../../src/model/collections/save-collection.ts";
import type { Context } from "../../../src/model/context.ts";

/** Creates a collection from what a client would send. Fields come on top of those of its type. */
export async function createCollection(
  context: Context,
  { name, type = "base", fields = [], ...rest }: { name: string; type?: string; fields?: object[]; indexes?: string[] },
): Promise<Collection> {
  const empty = newCollection({ type, name }, context.connection.dialect.schema);
  return saveCollection(context, parseCollection({ ...rest, fields: [...empty.fields, ...fields] }, empty), null);
}
