import type { CollectionModel } from "pocketbase";
import { text } from "../../texts/text.ts";
import { changesOf, type Change } from "./changes.ts";
import { draftOf } from "./draft.ts";

export interface PlannedCollection {
  readonly name: string;
  readonly kind: "added" | "changed" | "removed" | "same";
  readonly changes: readonly Change[];
}

/** The collections of an export: a list, or an object with one. A message says what is wrong with anything else. */
export function parseExport(typed: string): readonly CollectionModel[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(typed);
  } catch (error) {
    return text.transfer.invalidJson(error instanceof Error ? error.message : "");
  }
  const list = Array.isArray(parsed) ? parsed : (parsed as { collections?: unknown } | null)?.collections;
  if (!Array.isArray(list) || list.length === 0) return text.transfer.noList;
  const unnamed = list.findIndex((one: unknown) => typeof (one as { name?: unknown } | null)?.name !== "string");
  return unnamed < 0 ? (list as CollectionModel[]) : text.transfer.unnamed(unnamed + 1);
}

/** Before v0.23 the fields were in `schema`, and all that a type has besides in `options`. */
export function isOldCollection(given: CollectionModel): boolean {
  const { fields, schema, options } = given as Readonly<Record<string, unknown>>;
  return fields === undefined && (schema !== undefined || options !== undefined);
}

/** What an import would do to each collection, what it removes with it. */
export function planImport(
  existing: readonly CollectionModel[],
  given: readonly CollectionModel[],
  deletesMissing: boolean,
): PlannedCollection[] {
  const planned = given.map((one): PlannedCollection => {
    const before = existing.find((other) => isSame(other, one));
    if (before === undefined) return { name: one.name, kind: "added", changes: [] };
    const changes = changesOf(before, draftOf(merged(before, one, deletesMissing)));
    return { name: one.name, kind: changes.length === 0 ? "same" : "changed", changes };
  });
  if (!deletesMissing) return planned;
  const removed = existing
    .filter((other) => !other.system && !given.some((one) => isSame(other, one)))
    .map(({ name }): PlannedCollection => ({ name, kind: "removed", changes: [] }));
  return [...removed, ...planned];
}

function isSame(existing: CollectionModel, given: CollectionModel): boolean {
  return existing.id === given.id || existing.name.toLowerCase() === given.name.toLowerCase();
}

/** As the server puts it together: what is left out stays, fields that are not named too unless missing ones are deleted. */
function merged(before: CollectionModel, given: CollectionModel, deletesMissing: boolean): CollectionModel {
  const fields = (given.fields as CollectionModel["fields"] | undefined) ?? before.fields;
  const matched = fields.map((field) => {
    const same = before.fields.find(({ id, name }) => (field.id ? id === field.id : name === field.name));
    return same === undefined ? { ...field, id: "" } : { ...same, ...field, id: same.id };
  });
  const kept = before.fields.filter(
    ({ id, system }) => (system || !deletesMissing) && !matched.some((field) => field.id === id),
  );
  return { ...before, ...given, id: before.id, system: before.system, fields: [...matched, ...kept] };
}
