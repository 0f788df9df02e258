import type { Dialect, SqlValue } from "../../database/engine.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import { recordFields } from "./record-fields.ts";
import type { RecordModel } from "./record.ts";
import { toColumns } from "./record-values.ts";
import { uniqueViolation } from "./unique-violation.ts";

/** Inserts a new record, or updates the columns of a stored one that changed. */
export async function writeRow(context: Context, record: RecordModel): Promise<void> {
  try {
    if (record.original === null) await insertRow(context, record);
    else await updateRow(context, record, record.original);
  } catch (error) {
    throw uniqueViolation(record.collection, error);
  }
}

async function insertRow({ connection }: Context, { id, collection, values }: RecordModel): Promise<void> {
  if (id === "") throw new Error("a record needs an id");
  await connection.run(insertStatement(collection, connection.dialect), toColumns(collection, values));
}

const insertStatements = new WeakMap<Collection, string>();

function insertStatement(collection: Collection, dialect: Dialect): string {
  const known = insertStatements.get(collection);
  if (known !== undefined) return known;
  const columns = recordFields(collection).fields.map(({ name }) => dialect.quote(name));
  const placeholders = columns.map(() => "?").join(", ");
  const sql = `INSERT INTO ${dialect.quote(collection.name)} (${columns.join(", ")}) VALUES (${placeholders})`;
  insertStatements.set(collection, sql);
  return sql;
}

async function updateRow(
  { connection }: Context,
  { id, collection, values }: RecordModel,
  original: NonNullable<RecordModel["original"]>,
): Promise<void> {
  const { dialect } = connection;
  const assignments: string[] = [];
  const parameters: SqlValue[] = [];
  for (const { name, field, type } of recordFields(collection).fields) {
    if (values[name] === original[name]) continue;
    const column = type.toColumn(field, values[name] ?? type.zero(field));
    if (column === type.toColumn(field, original[name] ?? type.zero(field))) continue;
    assignments.push(`${dialect.quote(name)} = ?`);
    parameters.push(column);
  }
  if (assignments.length === 0) return;
  const sql = `UPDATE ${dialect.quote(collection.name)} SET ${assignments.join(", ")} WHERE id = ?`;
  const { changes } = await connection.run(sql, [...parameters, id]);
  // Deleted since it was read: an answer of success would show a record that is not there.
  if (changes === 0) throw new Error("the record no longer exists");
}
