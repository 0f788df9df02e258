import type { CollectionField, CollectionModel } from "pocketbase";
import { parseIndex, renameInIndex } from "./index-text.ts";

/** A field while it is edited. `key` stays the same however its name changes. */
export interface DraftField {
  readonly key: string;
  readonly isRemoved: boolean;
  readonly data: CollectionField;
}

export type CollectionType = "base" | "auth" | "view";

/** A collection while it is edited. */
export interface Draft {
  /** Everything but the fields, under the names of the wire. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly fields: readonly DraftField[];
}

export function draftOf(collection: CollectionModel): Draft {
  const { fields, ...values } = collection;
  return { values, fields: fields.map((data) => ({ key: data.id || newKey(), isRemoved: false, data })) };
}

export function newKey(): string {
  return crypto.randomUUID();
}

/** What is sent to the server. Indexes over columns that go are left out. */
export function bodyOf({ values, fields }: Draft): Record<string, unknown> {
  const kept = fields.filter(({ isRemoved }) => !isRemoved);
  const removed = fields.filter(({ isRemoved }) => isRemoved).map(({ data }) => data.name);
  const { created: _created, updated: _updated, ...own } = values;
  if (own["type"] === "view") return own;
  return { ...own, fields: kept.map(({ data }) => data), indexes: remainingIndexes(indexesOf(values), removed) };
}

export function remainingIndexes(indexes: readonly string[], removed: readonly string[]): string[] {
  return indexes.filter((index) => !(parseIndex(index)?.columns ?? []).some(({ name }) => removed.includes(name)));
}

export function indexesOf(values: Draft["values"]): readonly string[] {
  return (values["indexes"] as readonly string[] | undefined) ?? [];
}

/** With the field changed; a new name is also one in the indexes. */
export function withField(draft: Draft, key: string, data: CollectionField): Draft {
  const before = draft.fields.find((field) => field.key === key)?.data.name ?? "";
  const fields = draft.fields.map((field) => (field.key === key ? { ...field, data } : field));
  if (before === data.name) return { ...draft, fields };
  const indexes = indexesOf(draft.values).map((index) => renameInIndex(index, before, data.name));
  return { fields, values: { ...draft.values, indexes } };
}

/** A field that is not stored yet is gone at once; others can be taken back until the collection is saved. */
export function withRemoved(draft: Draft, key: string, isRemoved: boolean): Draft {
  const fields = draft.fields.flatMap((field) => {
    if (field.key !== key) return [field];
    return field.data.id === "" ? [] : [{ ...field, isRemoved }];
  });
  return { ...draft, fields };
}

export function withMoved(draft: Draft, from: number, to: number): Draft {
  const fields = [...draft.fields];
  const [moved] = fields.splice(from, 1);
  if (moved === undefined || to < 0 || to > fields.length) return draft;
  fields.splice(to, 0, moved);
  return { ...draft, fields };
}

/** A name that no field has yet: `text`, `text2` … */
export function freeName(fields: readonly DraftField[], wanted: string): string {
  const taken = new Set(fields.map(({ data }) => data.name.toLowerCase()));
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}${count}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

/** Errors of the server name fields by their place in what was sent; here by the field's key. */
export function errorsByKey(
  draft: Draft,
  errors: Readonly<Record<string, string>>,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const sent = draft.fields.filter(({ isRemoved }) => !isRemoved);
  const found: Record<string, Record<string, string>> = {};
  for (const [path, message] of Object.entries(errors)) {
    const [, place = "", option = ""] = /^fields\.(\d+)\.(.+)$/.exec(path) ?? [];
    const key = sent[Number(place)]?.key;
    if (place !== "" && key !== undefined) (found[key] ??= {})[option] = message;
  }
  return found;
}

/** As a collection, for what only reads names and fields. */
export function modelOf({ values, fields }: Draft): CollectionModel {
  const kept = fields.filter(({ isRemoved }) => !isRemoved).map(({ data }) => data);
  return { ...values, fields: kept } as unknown as CollectionModel;
}
