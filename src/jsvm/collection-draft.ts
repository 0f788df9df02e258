import type { SchemaDialect } from "../database/schema-dialect.ts";
import { defaultAuthOptions } from "../model/collections/auth-options.ts";
import type { Collection } from "../model/collections/collection.ts";
import { collectionJson } from "../model/collections/collection-json.ts";
import { DecodeError } from "../model/collections/decode.ts";
import { newCollection } from "../model/collections/new-collection.ts";
import { parseCollection } from "../model/collections/parse-collection.ts";

type Data = Readonly<Record<string, unknown>>;

/** All options of a collection as realms get them: with its secrets, and with empty options of the other types. */
export function collectionData(collection: Collection): Data {
  const { options } = collection;
  return { ...defaultAuthOptions("empty"), viewQuery: "", ...collectionJson(collection), ...options };
}

/**
 * What `new Collection(data)` is: what its type brings along, and on top what the data says. As in PocketBase the data ends, in the
 * order of its names, before the first value that can't be read. Null has not even a type.
 */
export function collectionOf(data: Data | null, schema: SchemaDialect): Data {
  if (data === null) return { ...collectionData(newCollection({ type: "base", name: "" }, schema)), ...NOTHING };
  const text = (name: string): string => (typeof data[name] === "string" ? data[name] : "");
  const type = text("type");
  let collection = newCollection({ type, name: text("name"), id: text("id") }, schema);
  for (const name of Object.keys(data).sort()) {
    try {
      collection = parseCollection({ [name]: data[name] }, collection);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      break;
    }
  }
  return collectionData(collection);
}

const NOTHING = { id: "", type: "", fields: [] };

/** A collection as a realm changed it. Throws for values of a wrong type. */
export function parseDraft(data: Data, base: Collection | null, schema: SchemaDialect): Collection {
  const type = typeof data["type"] === "string" ? data["type"] : "";
  return parseCollection(data, base ?? newCollection({ type, name: "" }, schema));
}
