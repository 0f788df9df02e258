import type { Dialect, ReadById } from "../../database/engine.ts";
import { readById } from "../../database/read-by-id.ts";
import type { Collection } from "./collection.ts";

const lists = new WeakMap<Collection, { readonly dialect: Dialect; readonly text: string }>();

/**
 * The columns of a collection's rows for SELECT. By name rather than `*`: a table may have columns that no field has, and a statement
 * that was prepared before a column came or went means the same after it.
 */
export function rowColumns(dialect: Dialect, collection: Collection): string {
  const known = lists.get(collection);
  if (known?.dialect === dialect) return known.text;
  const text = collection.fields.map(({ name }) => dialect.quote(name)).join(", ");
  lists.set(collection, { dialect, text });
  return text;
}

/** The same of the table that a query knows under that name. */
export function rowColumnsOf(dialect: Dialect, collection: Collection, table: string): string {
  return collection.fields.map(({ name }) => `${table}.${dialect.quote(name)}`).join(", ");
}

const reads = new WeakMap<Collection, { readonly dialect: Dialect; readonly read: ReadById }>();

/** What reads the row of a collection by its id. */
export function rowById(dialect: Dialect, collection: Collection): ReadById {
  const known = reads.get(collection);
  if (known?.dialect === dialect) return known.read;
  const read = readById(dialect, { table: collection.name, columns: rowColumns(dialect, collection) });
  // The ids of a view need not be unique, and it may take long to find them.
  const own = collection.type === "view" ? { ...read, several: null } : read;
  reads.set(collection, { dialect, read: own });
  return own;
}
