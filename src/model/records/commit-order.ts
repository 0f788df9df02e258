import type { CommitOrder } from "../../lib/bus.ts";
import type { Context } from "../context.ts";
import type { RecordModel } from "./record.ts";

const orders = new WeakMap<RecordModel, CommitOrder>();

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
  if (order !== null) orders.set(record, order);
}

/** Where the last commit of the record is among those of all instances; undefined where transactions tell of what they write. */
export function commitOrder(record: RecordModel): CommitOrder | undefined {
  return orders.get(record);
}
