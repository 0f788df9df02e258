import type { CommitOrder } from "../../lib/bus.ts";
import type { Context } from "../context.ts";
import type { RecordModel } from "./record.ts";

/** What the order of its commits is known by; null for writes without hooks, which nobody is told of. */
export function orderKey({ hooks }: Context, { collection, id }: RecordModel): string | null {
  return hooks.onRecordAfterUpdateSuccess.isEmpty ? null : `${collection.id}/${id}`;
}

/** To be called in the transaction that writes or deletes the record. */
export function noteOrder(context: Context, record: RecordModel): void {
  const key = orderKey(context, record);
  if (key !== null) setOrder(record, context.transaction?.orderOf(key) ?? null);
}

/** The order of what wrote the record without a transaction of the caller. */
export function setOrder(record: RecordModel, order: CommitOrder | null): void {
  if (order !== null) record.order = order;
}
