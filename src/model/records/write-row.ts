import type { Dialect, SqlValue } from "../../database/engine.ts";
import type { RowColumn, RowWrite } from "../../database/row-write.ts";
import { LruMap } from "../../lib/lru-map.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import { type BoundField, recordFields } from "./record-fields.ts";
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

function insertRow(context: Context, { id, collection, values }: RecordModel): Promise<Result> {
  if (id === "") throw new Error("a record needs an id");
  return write(context, insertOf(collection, context.connection.dialect), toColumns(collection, values));
}

/** By the open transaction, or else as one of its own. */
function write({ connection, database, transaction }: Context, row: RowWrite, parameters: SqlValue[]): Promise<Result> {
  if (transaction !== null || database.rowWriter === null) return connection.run(row.one, parameters);
  return database.rowWriter.write(row, parameters);
}

interface Result {
  readonly changes: number;
}

const inserts = new WeakMap<Collection, RowWrite>();

function insertOf(collection: Collection, dialect: Dialect): RowWrite {
  const known = inserts.get(collection);
  if (known !== undefined) return known;
  const { fields } = recordFields(collection);
  const names = fields.map(({ name }) => dialect.quote(name)).join(", ");
  const placeholders = fields.map(() => "?").join(", ");
  const one = `INSERT INTO ${dialect.quote(collection.name)} (${names}) VALUES (${placeholders})`;
  const several = dialect.severalRows?.insert(collection.name, fields.map(columnOf)) ?? one;
  const row = { kind: "insert", one, several } as const;
  inserts.set(collection, row);
  return row;
}

function columnOf({ name, field, type }: BoundField): RowColumn {
  return { name, kind: type.columnKind(field) };
}

/** Of one collection: clients change the same few fields again and again. */
const MAX_UPDATES = 50;
const updates = new WeakMap<Collection, LruMap<string, RowWrite>>();

function updateOf(collection: Collection, dialect: Dialect, changed: readonly BoundField[]): RowWrite {
  let known = updates.get(collection);
  if (known === undefined) updates.set(collection, (known = new LruMap(MAX_UPDATES)));
  const assignments = changed.map(({ name }) => `${dialect.quote(name)} = ?`).join(", ");
  const found = known.get(assignments);
  if (found !== undefined) return found;
  const one = `UPDATE ${dialect.quote(collection.name)} SET ${assignments} WHERE id = ?`;
  const several = dialect.severalRows?.update(collection.name, changed.map(columnOf)) ?? one;
  const row = { kind: "update", one, several } as const;
  known.set(assignments, row);
  return row;
}

async function updateRow(
  context: Context,
  { id, collection, values }: RecordModel,
  original: NonNullable<RecordModel["original"]>,
): Promise<void> {
  const changed: BoundField[] = [];
  const parameters: SqlValue[] = [];
  for (const bound of recordFields(collection).fields) {
    const { name, field, type } = bound;
    if (values[name] === original[name]) continue;
    const column = type.toColumn(field, values[name] ?? type.zero(field));
    if (column === type.toColumn(field, original[name] ?? type.zero(field))) continue;
    changed.push(bound);
    parameters.push(column);
  }
  if (changed.length === 0) return;
  const row = updateOf(collection, context.connection.dialect, changed);
  const { changes } = await write(context, row, [...parameters, id]);
  // Deleted since it was read: an answer of success would show a record that is not there.
  if (changes === 0) throw new Error("the record no longer exists");
}
