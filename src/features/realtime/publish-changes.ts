import type { Row } from "../../database/engine.ts";
import type { Context } from "../../model/context.ts";
import type { RecordEvent } from "../../model/hooks.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { toColumns } from "../../model/records/record-values.ts";
import { RECORD_CHANGES_TOPIC } from "./record-change.ts";
import type { RecordChange } from "./record-change.ts";
import type { Realtime } from "./realtime.ts";

/** Requests with a `RecordChange` before a deletion: every instance finds out which of its clients may see it. */
export const BEFORE_DELETION_TOPIC = "realtime.before-deletion";
/** A deletion that did not happen. */
export const DELETION_FAILED_TOPIC = "realtime.deletion-failed";

const HOOK_ID = "realtime";
/** PocketBase's places in the chains: what is committed is told early, a deletion is looked at late. */
const EARLY = -99;
const LATE = 99;

/** Puts committed changes of records on the bus. Returns the function that ends it. */
export function publishChanges({ context, instanceId }: Realtime): () => void {
  const { hooks, bus } = context;
  let counter = 0;
  const changeOf = (record: RecordModel, action: RecordChange["action"]): RecordChange => ({
    key: `${instanceId}.${++counter}`,
    collectionId: record.collection.id,
    recordId: record.id,
    action,
    row: rowOf(record),
  });
  const publish = (action: RecordChange["action"]) => ({
    id: HOOK_ID,
    priority: EARLY,
    async run(event: RecordEvent & { next(): Promise<void> }) {
      bus.publish(RECORD_CHANGES_TOPIC, changeOf(event.record, action));
      await event.next();
    },
  });
  const unbind = [
    hooks.onRecordAfterCreateSuccess.bind(publish("create")),
    hooks.onRecordAfterUpdateSuccess.bind(publish("update")),
    hooks.onRecordAfterDeleteSuccess.bind(publish("delete")),
    hooks.onRecordDelete.bind({
      id: HOOK_ID,
      priority: LATE,
      async run(event) {
        await askBeforeDeletion(context, changeOf(event.record, "delete"));
        await event.next();
      },
    }),
    hooks.onRecordAfterDeleteError.bind({
      id: HOOK_ID,
      priority: EARLY,
      async run(event) {
        bus.publish(DELETION_FAILED_TOPIC, changeOf(event.record, "delete"));
        await event.next();
      },
    }),
  ];
  return () => {
    for (const end of unbind) end();
  };
}

/** Clients that can't be told of a deletion are no reason not to delete. */
async function askBeforeDeletion(context: Context, change: RecordChange): Promise<void> {
  try {
    await context.bus.request(BEFORE_DELETION_TOPIC, change);
  } catch (error) {
    context.log.warn("realtime: failed to find the clients that may see a deletion", { error: String(error) });
  }
}

/** The columns as last written. */
export function rowOf(record: RecordModel): Row {
  const { fields } = recordFields(record.collection);
  const columns = toColumns(record.collection, record.original ?? record.values);
  const row: Row = {};
  for (let index = 0; index < fields.length; index++) {
    const value = columns[index] ?? null;
    // As the database gives booleans back.
    row[fields[index]?.name ?? ""] = typeof value === "boolean" ? Number(value) : value;
  }
  return row;
}
