import { andThen } from "../../lib/and-then.ts";
import type { CommitOrder } from "../../lib/bus.ts";
import type { Context } from "../../model/context.ts";
import type { RecordEvent } from "../../model/hook-events.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { madeChange } from "../../model/records/tell-change.ts";
import { questions, streams, topics } from "../../model/protocol/bus-topics.ts";
import type { RecordChange } from "../../model/protocol/realtime-events.ts";
import type { Realtime } from "./realtime.ts";
import { settleRules } from "./settle-rules.ts";

const HOOK_ID = "realtime";
/** PocketBase's places in the chains: commits are published early, a deletion is looked at late. */
const EARLY = -99;
const LATE = 99;

/**
 * Puts committed changes of records on the bus, as soon as anyone listens; those of nodes are told with their commits. Returns the
 * function that ends it.
 */
export function publishChanges({ context, use }: Realtime): () => void {
  const { hooks, bus } = context;
  const isTold = context.database.events !== null;
  const publish = (action: RecordChange["action"]) => ({
    id: HOOK_ID,
    priority: EARLY,
    run(event: RecordEvent & { next(): Promise<void> }): Promise<void> {
      const { record } = event;
      if (!use.isUsed || isTold) return event.next();
      const { order } = record;
      const settling = settleRules(context, numbered(madeChange(record, action), order));
      const told = andThen(settling, (change) => bus.append(streams.realtime, { kind: "record", change }, order));
      return told instanceof Promise ? told.then(() => event.next()) : event.next();
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
        if (use.isUsed) await askBeforeDeletion(context, event.record);
        await event.next();
      },
    }),
    hooks.onRecordAfterDeleteError.bind({
      id: HOOK_ID,
      priority: EARLY,
      async run(event) {
        const { collection, id } = event.record;
        if (use.isUsed) bus.publish(topics.deletionFailed, { collectionId: collection.id, recordId: id });
        await event.next();
      },
    }),
  ];
  return () => {
    for (const end of unbind) end();
  };
}

/** With the number of its commit where there are several instances: a single one hears of changes of accounts in their order. */
function numbered(change: RecordChange, order: CommitOrder | undefined): RecordChange {
  const { asOf } = change;
  if (asOf === undefined || order === undefined || order.isOwn === true) return change;
  return { ...change, asOf: { ...asOf, commit: order.commit } };
}

/** Failing to find the clients of a deletion does not stop the deletion. */
async function askBeforeDeletion(context: Context, record: RecordModel): Promise<void> {
  try {
    const { id, name } = record.collection;
    await context.bus.request(questions.beforeDeletion, madeChange(record, "delete"), [id, name]);
  } catch (error) {
    context.log.warn("realtime: failed to find the clients that may see a deletion", { error: String(error) });
  }
}
