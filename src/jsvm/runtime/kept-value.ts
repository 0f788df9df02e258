import { HostCollection } from "./collection.ts";
import { HostDateTime } from "./date-time.ts";
import { HostRecord } from "./record.ts";
import type { KeptRecord } from "./record-state.ts";
import { call } from "./server.ts";
import { isNilMap } from "./values.ts";
import { type KeptFunction, keptFunction, restoredFunction, type ValueForms } from "./stored-functions.ts";

/** Marks what stands for an object of a class in a value that is kept as JSON. Maps of scripts with that key are marked as such. */
const MARK = "@kept";

type Kept =
  | { readonly [MARK]: "record"; readonly record: KeptRecord }
  | { readonly [MARK]: "collection"; readonly id: string }
  | { readonly [MARK]: "date"; readonly text: string }
  | ({ readonly [MARK]: "function" } & KeptFunction)
  | { readonly [MARK]: "map"; readonly map: Readonly<Record<string, unknown>> };

/**
 * A value that is to be kept beyond the run, in a form that JSON has: records, stored collections, dates and functions, also within
 * maps and lists.
 */
export function keptForm(value: unknown): unknown {
  if (typeof value === "function") return { [MARK]: "function", ...keptFunction(value as () => unknown) };
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof HostRecord) return { [MARK]: "record", record: HostRecord.kept(value) };
  if (value instanceof HostDateTime) return { [MARK]: "date", text: value.string() };
  if (HostCollection.is(value)) return value.isNew() ? value.toJSON() : { [MARK]: "collection", id: value.id };
  if (Array.isArray(value)) return value.map(keptForm);
  if (isNilMap(value)) return null;
  if (writesItself(value)) return keptForm(JSON.parse(JSON.stringify(value) ?? "null"));
  const map = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, keptForm(item)]));
  return Object.hasOwn(map, MARK) ? { [MARK]: "map", map } : map;
}

/** What it writes as JSON may be anything, such as what stands for a function. */
function writesItself(value: object): boolean {
  const { toJSON } = value as { readonly toJSON?: unknown };
  return Object.getPrototypeOf(value) !== Object.prototype || typeof toJSON === "function";
}

/** The value again. Records and collections are of the collections as they are now. */
export function fromKept(form: unknown): unknown {
  if (typeof form !== "object" || form === null) return form;
  if (Array.isArray(form)) return form.map(fromKept);
  if (!Object.hasOwn(form, MARK)) return restored(form as Readonly<Record<string, unknown>>);
  const kept = form as Kept;
  switch (kept[MARK]) {
    case "record":
      return HostRecord.fromKept(kept.record, collectionKey(kept.record.collection), collectionKey);
    case "collection":
      return HostCollection.fromKey(collectionKey(kept.id));
    case "date":
      return new HostDateTime(kept.text);
    case "function":
      return restoredFunction(kept, VALUE_FORMS);
    case "map":
      return restored(kept.map);
  }
}

export const VALUE_FORMS: ValueForms = { keep: keptForm, restore: fromKept };

function restored(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([key, item]) => [key, fromKept(item)]));
}

function collectionKey(id: string): number {
  return (call("collection.find", 0, [id]) as { key: number }).key;
}
