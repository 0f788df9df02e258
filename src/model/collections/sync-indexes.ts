import type { Connection } from "../../database/engine.ts";
import type { FieldError, FieldErrors } from "../../lib/api-error.ts";
import { ValidationError } from "../../lib/api-error.ts";
import type { Collection } from "./collection.ts";
import { parseIndex, parseIndexOf } from "./index-definition.ts";

export const invalidIndex: FieldError = {
  code: "validation_invalid_index_expression",
  message: "Invalid CREATE INDEX expression.",
};

/**
 * Drops the indexes that the collection lists, where they exist. Returns those that don't: a copy into another engine keeps the texts of
 * indexes that it can't make.
 */
export async function dropIndexes(connection: Connection, collection: Collection): Promise<ReadonlySet<string>> {
  const there = new Set((await connection.schema.indexes(collection.name)).map(({ name }) => name.toLowerCase()));
  const missing = new Set<string>();
  for (const sql of collection.indexes) {
    const parsed = parseIndex(sql);
    if (parsed === null) continue;
    if (!there.has(parsed.indexName.toLowerCase())) missing.add(sql);
    await connection.run(connection.dialect.schema.dropIndex(parsed.indexName));
  }
  return missing;
}

/**
 * Creates the indexes on the collection's own table, whatever table they name. Throws a `ValidationError` for all that fail, but for
 * those that were `missing` before.
 */
export async function createIndexes(
  connection: Connection,
  collection: Collection,
  missing: ReadonlySet<string> = new Set(),
): Promise<void> {
  const errors: Record<string, FieldError | FieldErrors> = {};
  for (const [position, sql] of collection.indexes.entries()) {
    const error = await createIndex(connection, sql, collection.name);
    if (missing.has(sql)) continue;
    if (error !== null) errors[position] = error;
  }
  if (Object.keys(errors).length > 0) throw new ValidationError({ indexes: errors });
}

async function createIndex(connection: Connection, sql: string, table: string): Promise<FieldError | null> {
  const parsed = parseIndexOf(sql, table);
  if (parsed === null) return invalidIndex;
  try {
    const { schema } = connection.dialect;
    await connection.run(schema.createIndex(await schema.indexQuery(parsed, connection)));
    return null;
  } catch (error) {
    const reason = connection.dialect.schema.errorText(error);
    return { code: invalidIndex.code, message: `Failed to create index ${parsed.indexName} - ${reason}.` };
  }
}
