import type { Row } from "../../database/engine.ts";
import type { RowMessage } from "../../database/row-write.ts";
import type { Context } from "../context.ts";
import type { FieldValue } from "../fields/field.ts";
import { streams } from "../protocol/bus-topics.ts";
import type { RecordChange, RealtimeEvent } from "../protocol/realtime-events.ts";
import { recordFields } from "./record-fields.ts";
import { toColumns } from "./record-values.ts";
import type { RecordModel } from "./record.ts";

type Action = RecordChange["action"];

/**
 * Has all nodes hear of the change with its commit; to be called in the transaction that makes it. Where a server is alone, hooks of
 * success tell of it, behind the commit.
 */
export function tellChange(context: Context, record: RecordModel, action: Action): void {
  const told = messageOf(context, record, action);
  if (told !== null) context.transaction?.tell(told.name, told.message);
}

/** What nodes are told with the commit of the change; null where a server is alone. */
export function messageOf(context: Context, record: RecordModel, action: Action): RowMessage | null {
  if (context.database.events === null) return null;
  const row = action === "delete" ? writtenRow(record) : rowOf(record, record.values);
  noteRules(context, record);
  const message: RealtimeEvent = { kind: "record", change: changeOf(record, action, row) };
  return { name: streams.realtime.name, message };
}

/** To be called when the record is written or deleted: it may have been read under other rules, and they may change before it is told. */
export function noteRules({ collections }: Pick<Context, "collections">, record: RecordModel): void {
  record.writtenUnder = collections.current().byId(record.collection.id) ?? null;
}

/** A change that was made. */
export function madeChange(record: RecordModel, action: Action): RecordChange {
  return changeOf(record, action, writtenRow(record));
}

function changeOf({ collection, writtenUnder, id }: RecordModel, action: Action, row: Row): RecordChange {
  const { listRule, viewRule } = writtenUnder ?? collection;
  return { collectionId: collection.id, recordId: id, action, row, asOf: { listRule, viewRule } };
}

/** The columns as last written. */
export function writtenRow(record: RecordModel): Row {
  return rowOf(record, record.original ?? record.values);
}

function rowOf({ collection }: RecordModel, values: Readonly<Record<string, FieldValue>>): Row {
  const { fields } = recordFields(collection);
  const columns = toColumns(collection, values);
  const row: Row = {};
  for (let index = 0; index < fields.length; index++) {
    const value = columns[index] ?? null;
    // As the database gives booleans back.
    row[fields[index]?.name ?? ""] = typeof value === "boolean" ? Number(value) : value;
  }
  return row;
}
