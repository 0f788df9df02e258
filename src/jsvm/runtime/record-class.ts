import { HostCollection } from "./collection.ts";
import { HostRecord } from "./record.ts";

/** The `Record` of scripts. What the server found is no instance of it, as in PocketBase. */
export function Record(this: unknown, collection?: unknown, data?: unknown): HostRecord {
  const isKnown = HostCollection.is(collection);
  const record = new HostRecord(isKnown ? HostCollection.newRecord(collection) : undefined);
  if (isKnown && typeof data === "object" && data !== null)
    record.load(data as Readonly<globalThis.Record<string, unknown>>);
  if (new.target !== undefined) instances.add(record);
  return record;
}

const instances = new WeakSet<HostRecord>();
Object.defineProperty(Record, Symbol.hasInstance, {
  value: (value: unknown) => value instanceof HostRecord && instances.has(value),
});
