import type { CollectionModel } from "pocketbase";
import type { AuditEntry } from "../../api/audit-log.ts";

/** What is the server's to set, or is gone with the change: a deleted file does not come back with its name. */
const NOT_RESTORED = new Set(["autodate", "file", "password"]);

/**
 * The values by which a record is again as it was after `entries[index]`, the latest entry first: each later change is taken back.
 * Of fields that the collection no longer has, nothing is brought back.
 */
export function valuesAfter(
  collection: CollectionModel,
  entries: readonly AuditEntry[],
  index: number,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { changes } of entries.slice(0, index)) {
    for (const [name, [before]] of Object.entries(changes)) values[name] = before;
  }
  return restorable(collection, values);
}

/** The values of a record that was deleted, with its id. */
export function valuesBeforeDeletion(
  collection: CollectionModel,
  { changes, record }: AuditEntry,
): Record<string, unknown> {
  const values = Object.fromEntries(Object.entries(changes).map(([name, [before]]) => [name, before]));
  return { ...restorable(collection, values), id: record };
}

function restorable(collection: CollectionModel, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = collection.fields.filter(({ name, type }) => name !== "id" && !NOT_RESTORED.has(type));
  return Object.fromEntries(fields.flatMap(({ name }) => (name in values ? [[name, values[name]]] : [])));
}
