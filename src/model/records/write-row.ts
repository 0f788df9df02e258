import type { Dialect, SqlValue } from "../../database/engine.ts";
import type { RowColumn, RowMessage, RowWrite } from "../../database/row-write.ts";
import { andThen } from "../../lib/and-then.ts";
import { LruMap } from "../../lib/lru-map.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import { orderKey, setOrder } from "./commit-order.ts";
import { type BoundField, recordFields } from "./record-fields.ts";
import type { RecordModel } from "./record.ts";
import { toColumns } from "./record-values.ts";
import { uniqueViolation } from "./unique-violation.ts";

/**
 * Inserts a new record, or updates the columns of a stored one that changed. `told` is for where no transaction is open: who has one
 * tells by that. Without a promise in a transaction that answers in place.
 */
export function writeRow(context: Context, record: RecordModel, told: RowMessage | null = null): void | Promise<void> {
  try {
    const writing = record.original === null ? insertRow(context, record, told) : updateRow(context, record, told);
    if (writing instanceof Promise) return refuseLater(record, writing);
  } catch (error) {
    throw uniqueViolation(record.collection, error);
  }
}

async function refuseLater({ collection }: RecordModel, writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    throw uniqueViolation(collection, error);
  }
}

function insertRow(context: Context, record: RecordModel, told: RowMessage | null): number | Promise<number> {
  const { id, collection, values } = record;
  if (id === "") throw new Error("a record needs an id");
  const row = insertOf(collection, context.connection.dialect);
  return write(context, record, { row, parameters: toColumns(collection, values), told });
}

interface ToldWrite {
  readonly row: RowWrite;
  readonly parameters: readonly SqlValue[];
  readonly told: RowMessage | null;
}

/** By the open transaction, whose owner notes the order, or else as one of its own. The number of rows. */
function write(context: Context, record: RecordModel, { row, parameters, told }: ToldWrite): number | Promise<number> {
  const { connection, database, transaction } = context;
  if (connection.inPlace !== null) return connection.inPlace.runNow(row.one, parameters).changes;
  if (transaction !== null) return connection.run(row.one, parameters).then(({ changes }) => changes);
  const written = database.rowWriter.write(row, parameters, { told, orderKey: orderKey(context, record) });
  return written.then(({ changes, order }) => {
    setOrder(record, order);
    return changes;
  });
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

function updateRow(context: Context, record: RecordModel, told: RowMessage | null): void | Promise<void> {
  const { id, collection, values, original } = record;
  const changed: BoundField[] = [];
  const parameters: SqlValue[] = [];
  for (const bound of recordFields(collection).fields) {
    const { name, field, type } = bound;
    const before = original?.[name];
    if (values[name] === before) continue;
    const column = type.toColumn(field, values[name] ?? type.zero(field));
    if (before !== undefined && column === type.toColumn(field, before)) continue;
    changed.push(bound);
    parameters.push(column);
  }
  if (changed.length === 0) {
    if (told === null) return;
    // Subscribers hear of it as of any other update.
    return context.database.transaction(async (transaction) => void transaction.tell(told.name, told.message));
  }
  const row = updateOf(collection, context.connection.dialect, changed);
  return andThen(write(context, record, { row, parameters: [...parameters, id], told }), (changes) => {
    // Deleted since it was read: an answer of success would show a record that is not there.
    if (changes === 0) throw new Error("the record no longer exists");
  });
}
