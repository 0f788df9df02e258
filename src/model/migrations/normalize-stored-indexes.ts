import type { Transaction } from "../../database/engine.ts";
import type { IndexDefinition, SchemaDialect } from "../../database/schema-dialect.ts";
import { nowText } from "../../lib/dates.ts";
import { stringifyJson } from "../../lib/json-text.ts";
import type { Collection } from "../collections/collection.ts";
import type { CollectionRow } from "../collections/collection-row.ts";
import { collectionFromRow, updateCollection } from "../collections/collection-row.ts";
import { parseIndex, parseIndexOf } from "../collections/index-definition.ts";
import { normalizeIndexList } from "../collections/normalize-indexes.ts";
import { createIndexes, dropIndexes } from "../collections/sync-indexes.ts";

/**
 * Brings what collections list and what their tables have into line: an index that only the table has is listed from now
 * on, unless the collection has the same one under another name. System collections are as they are, and so are the indexes of
 * a table where the list stays: rows of old tables may break an index that is only listed with other words.
 */
export async function normalizeIndexes(transaction: Transaction): Promise<void> {
  const { schema } = transaction.dialect;
  for (const row of await transaction.all<CollectionRow>(`SELECT * FROM "_collections" WHERE "type" != 'view'`)) {
    const collection = collectionFromRow(row);
    if (collection.system) continue;
    const actual = await transaction.schema.indexes(collection.name);
    if (actual.length === 0 && collection.indexes.length === 0) continue;
    const unlisted = actual
      .flatMap(({ sql }) => parseIndexOf(sql, collection.name) ?? [])
      .filter(isUnlisted(collection));
    for (const { indexName } of unlisted) await transaction.run(schema.dropIndex(indexName));
    const added = unlisted
      .filter((index) => !isCovered(index, collection, schema))
      .map((index) => schema.formatIndex(index));
    const indexes = normalizeIndexList([...collection.indexes, ...added], collection.name, schema);
    const normalized = { ...collection, indexes, updated: nowText() };
    if (stringifyJson(indexes) !== stringifyJson(collection.indexes)) {
      await dropIndexes(transaction, collection);
      await createIndexes(transaction, normalized);
    }
    const { sql, parameters } = updateCollection(normalized);
    await transaction.run(sql, parameters);
  }
}

function isUnlisted({ indexes }: Collection): (index: IndexDefinition) => boolean {
  const listed = new Set(indexes.map((sql) => parseIndex(sql)?.indexName.toLowerCase()));
  return ({ indexName }) => !listed.has(indexName.toLowerCase());
}

/** Whether the collection has the same index under another name; tokenKey and email of auth collections always are. */
function isCovered(index: IndexDefinition, collection: Collection, schema: SchemaDialect): boolean {
  const [only, ...others] = index.columns;
  const isAuthIndex =
    only !== undefined && others.length === 0 && ["tokenkey", "email"].includes(only.name.toLowerCase());
  if (collection.type === "auth" && index.unique && isAuthIndex) return true;
  const text = schema.formatIndex(index);
  return collection.indexes.some((sql) => {
    const parsed = parseIndex(sql);
    const { indexName, schemaName, tableName } = index;
    return parsed !== null && schema.formatIndex({ ...parsed, indexName, schemaName, tableName }) === text;
  });
}
