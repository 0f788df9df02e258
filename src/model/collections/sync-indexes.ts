import type { Connection } from "../../database/engine.ts";
import type { FieldError, FieldErrors } from "../../lib/api-error.ts";
import { ValidationError } from "../../lib/api-error.ts";
import type { Collection } from "./collection.ts";
import { parseIndex, parseIndexOf } from "./index-definition.ts";

export const invalidIndex: FieldError = {
  code: "validation_invalid_index_expression",
  message: "Invalid CREATE INDEX expression.",
};

/** Drops the indexes that the collection lists, where they exist. */
export async function dropIndexes(connection: Connection, collection: Collection): Promise<void> {
  for (const sql of collection.indexes) {
    const parsed = parseIndex(sql);
    if (parsed !== null) await connection.run(connection.dialect.schema.dropIndex(parsed.indexName));
  }
}

/** Creates the indexes on the collection's own table, whatever table they name. Throws a `ValidationError` for all that fail. */
export async function createIndexes(connection: Connection, collection: Collection): Promise<void> {
  const errors: Record<string, FieldError | FieldErrors> = {};
  for (const [position, sql] of collection.indexes.entries()) {
    const error = await createIndex(connection, sql, collection.name);
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
