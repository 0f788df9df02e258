import type { CommitOrder } from "../../lib/bus.ts";
import type { Context } from "../context.ts";
import type { RecordModel } from "./record.ts";

const orders = new WeakMap<RecordModel, CommitOrder>();

/** To be called in the transaction that writes or deletes the record. */
export function noteOrder({ transaction }: Context, record: RecordModel): void {
  const order = transaction?.orderOf(`${record.collection.id}/${record.id}`) ?? null;
  if (order !== null) orders.set(record, order);
}

/** Where the last commit of the record is among those of all instances; undefined where there is only one. */
export function commitOrder(record: RecordModel): CommitOrder | undefined {
  return orders.get(record);
}
