import { nowText } from "../../lib/dates.ts";
import type { Context } from "../context.ts";
import type { AuthCollection, Collection } from "../collections/collection.ts";
import { withDefaultFields } from "../collections/default-fields.ts";
import { parseIndex } from "../collections/index-definition.ts";
import { generatedId } from "../collections/new-collection.ts";
import { normalizeIndexList } from "../collections/normalize-indexes.ts";

/** What saving does to a collection before it is validated: id, dates, required fields and indexes. */
export function prepareCollection(context: Context, collection: Collection, original: Collection | null): Collection {
  const { schema } = context.connection.dialect;
  const now = nowText();
  const typed: Collection =
    (collection.type as string) === "" ? { ...collection, type: "base", options: {} } : collection;
  const dated = { ...typed, created: original === null ? now : typed.created, updated: now };
  const identified = original === null ? withUnusedId(context, dated) : dated;
  const complete = withDefaultFields(identified, schema);
  const prepared = complete.type === "auth" ? withKnownMappedFields(complete) : complete;
  return { ...prepared, indexes: normalizeIndexList(prepared.indexes, prepared.name, schema) };
}

/** A generated id that is taken gets a number from 2 on; the names of indexes that hold the id follow it. */
function withUnusedId(context: Context, collection: Collection): Collection {
  const base = generatedId(collection.type, collection.name);
  if (collection.id !== "" && collection.id !== base) return collection;
  const taken = (id: string): boolean => context.collections.current().byId(id) !== undefined;
  let id = base;
  for (let number = 2; taken(id) && number < 1000; number++) id = `${base}${number}`;
  if (collection.id === "" || collection.id === id) return { ...collection, id };
  const { schema } = context.connection.dialect;
  const indexes = collection.indexes.map((sql) => {
    const parsed = parseIndex(sql);
    if (parsed === null || !parsed.indexName.includes(collection.id)) return sql;
    return schema.formatIndex({ ...parsed, indexName: parsed.indexName.replaceAll(collection.id, id) });
  });
  return { ...collection, id, indexes };
}

/** Sign-up by OAuth2 fills no fields that are gone. */
function withKnownMappedFields(collection: AuthCollection): AuthCollection {
  const { oauth2 } = collection.options;
  const known = (name: string): string => (collection.fields.some((field) => field.name === name) ? name : "");
  const { id, name, username, avatarURL } = oauth2.mappedFields;
  const mappedFields = { id: known(id), name: known(name), username: known(username), avatarURL: known(avatarURL) };
  return { ...collection, options: { ...collection.options, oauth2: { ...oauth2, mappedFields } } };
}
