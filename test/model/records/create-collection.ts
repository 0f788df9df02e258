import type { Collection } from "../../../src/model/collections/collection.ts";
import { newCollection } from "../../../src/model/collections/new-collection.ts";
import { parseCollection } from "../../../src/model/collections/parse-collection.ts";
import { saveCollection } from "../../../src/model/schema-changes/save-collection.ts";
import type { Context } from "../../../src/model/context.ts";

interface NewCollection {
  readonly name: string;
  readonly type?: string;
  readonly fields?: readonly object[];
  readonly [option: string]: unknown;
}

/** Creates a collection from what a client would send. Fields come on top of those of its type. */
export async function createCollection(
  context: Context,
  { name, type = "base", fields = [], ...rest }: NewCollection,
): Promise<Collection> {
  const empty = newCollection({ type, name }, context.connection.dialect.schema);
  return saveCollection(context, parseCollection({ ...rest, fields: [...empty.fields, ...fields] }, empty), null);
}
