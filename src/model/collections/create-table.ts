import type { Connection } from "../../database/engine.ts";
import type { ColumnDefinition } from "../../database/schema-dialect.ts";
import type { FieldBase } from "../fields/field.ts";
import { fieldType } from "../fields/registry.ts";
import type { Collection } from "./collection.ts";
import { createIndexes } from "./sync-indexes.ts";

/** Makes the table of a base or auth collection with its indexes. */
export async function createTable(connection: Connection, collection: Collection): Promise<void> {
  const { schema } = connection.dialect;
  const columns = collection.fields.map((field) => columnOf(connection, field));
  await connection.run(schema.createTable(collection.name, columns));
  await createIndexes(connection, collection);
}

export function columnOf(connection: Connection, field: FieldBase): ColumnDefinition {
  return { name: field.name, definition: connection.dialect.schema.column(fieldType(field).columnKind(field)) };
}
