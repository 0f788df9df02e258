import { collectionJson } from "../model/collections/collection-json.ts";
import type { Collection } from "../model/collections/collection.ts";
import type { FieldBase } from "../model/fields/field.ts";
import type { CollectionChange } from "./change-collection.ts";

type Json = Readonly<Record<string, unknown>>;

/** The collection as it is written into a migration: without dates, secrets and providers, which differ from server to server. */
export function portableJson(collection: Collection): Json {
  const { created: _created, updated: _updated, system, id, name, type, ...json } = collectionJson(collection);
  const oauth2 = json["oauth2"] as Json | undefined;
  return {
    id,
    name,
    type,
    ...json,
    ...(system === true ? { system } : {}),
    // Those of a view come with its query.
    fields: collection.type === "view" ? undefined : collection.fields.map(shortField),
    ...(oauth2 === undefined ? {} : { oauth2: { ...oauth2, providers: undefined } }),
  };
}

/** The field without the options that are blank, which is what they are where nothing is said of them. */
export function shortField(field: FieldBase): Json {
  const { id, name, type, ...options } = field;
  return { id, name, type, ...Object.fromEntries(Object.entries(options).filter(([, value]) => !isBlank(value))) };
}

/** What makes `after` of `before`; null where nothing does. */
export function collectionChange(before: Collection, after: Collection): CollectionChange | null {
  const { fields: _before, ...oldOptions } = portableJson(before);
  const { fields: _after, ...newOptions } = portableJson(after);
  const { id: _id, ...options } = difference(oldOptions, newOptions);
  const change = { ...options, ...(after.type === "view" ? {} : fieldsChange(before.fields, after.fields)) };
  return Object.keys(change).length === 0 ? null : change;
}

/** The keys of `after` that are others than before. Objects within are compared key by key, lists as a whole. */
export function difference(before: Json, after: Json): Json {
  const changed: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(after), ...Object.keys(before)])) {
    const [old, next] = [before[key], after[key]];
    if (isPlainObject(old) && isPlainObject(next)) {
      const inner = difference(old, next);
      if (Object.keys(inner).length > 0) changed[key] = inner;
    } else if (JSON.stringify(old) !== JSON.stringify(next)) changed[key] = next ?? null;
  }
  return changed;
}

function fieldsChange(before: readonly FieldBase[], after: readonly FieldBase[]): CollectionChange {
  const addFields = after.flatMap((field, index) =>
    before.some(({ id }) => id === field.id) ? [] : [{ index, field: shortField(field) }],
  );
  const removeFields = before.filter(({ id }) => !after.some((field) => field.id === id)).map(({ id }) => id);
  const changeFields = Object.fromEntries(
    after.flatMap((field) => {
      const old = before.find(({ id }) => id === field.id);
      const changed = old === undefined ? {} : difference({ ...old }, { ...field });
      return Object.keys(changed).length === 0 ? [] : [[field.id, changed]];
    }),
  );
  const kept = before.map(({ id }) => id).filter((id) => !removeFields.includes(id));
  for (const { index, field } of addFields) kept.splice(index, 0, String(field["id"]));
  const order = after.map(({ id }) => id);
  return {
    ...(removeFields.length === 0 ? {} : { removeFields }),
    ...(Object.keys(changeFields).length === 0 ? {} : { changeFields }),
    ...(addFields.length === 0 ? {} : { addFields }),
    ...(kept.join(" ") === order.join(" ") ? {} : { orderFields: order }),
  };
}

function isBlank(value: unknown): boolean {
  return (
    value === "" || value === 0 || value === false || value === null || (Array.isArray(value) && value.length === 0)
  );
}

function isPlainObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
