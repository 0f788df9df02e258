import { collectionTags } from "../collections/collection-tags.ts";
import type { Collection } from "../collections/collection.ts";
import type { FieldBase, FieldType, FieldTypeName, FieldValue, Modifier } from "../fields/field.ts";
import { modifierKey } from "../fields/modifier-key.ts";
import { fieldType } from "../fields/registry.ts";

/** A field together with its type. */
export interface BoundField {
  readonly field: FieldBase;
  readonly name: string;
  readonly type: FieldType;
  readonly isMultiple: boolean;
}

/** What a key of a request body sets. */
export interface Setter {
  readonly target: BoundField;
  /** Null: the value itself. */
  readonly modifier: Modifier | null;
}

/** What is derived from a collection's fields to work with its records, made once a collection. */
export interface RecordFields {
  readonly fields: readonly BoundField[];
  readonly byName: ReadonlyMap<string, BoundField>;
  /** The value of each field that nothing was set for. */
  readonly zeros: Readonly<Record<string, FieldValue>>;
  /** By body key: names, and names with a modifier. */
  readonly setters: ReadonlyMap<string, Setter>;
  /** The fields that act before a record is saved. */
  readonly preparing: readonly BoundField[];
  /** The fields that act when a record is written. */
  readonly writing: readonly BoundField[];
  readonly ofType: (type: FieldTypeName) => readonly BoundField[];
  /** The names of those whose values may be larger than some kilobytes. */
  readonly large: readonly string[];
  /** What hooks of the collection are tagged with. */
  readonly tags: readonly string[];
}

const bound = new WeakMap<Collection, RecordFields>();

export function recordFields(collection: Collection): RecordFields {
  const known = bound.get(collection);
  if (known !== undefined) return known;
  const fields = bindFields(collection);
  bound.set(collection, fields);
  return fields;
}

function bindFields(collection: Collection): RecordFields {
  const fields = collection.fields.map((field): BoundField => {
    const type = fieldType(field);
    return { field, name: field.name, type, isMultiple: type.isMultiple?.(field) ?? false };
  });
  const setters = new Map<string, Setter>();
  for (const target of fields) {
    for (const [key, modifier] of keysOf(target)) {
      if (!setters.has(key)) setters.set(key, { target, modifier });
    }
  }
  const byType = Map.groupBy(fields, ({ type }) => type.type);
  return {
    fields,
    zeros: Object.fromEntries(fields.map(({ name, field, type }) => [name, type.zero(field)])),
    byName: new Map(fields.map((item) => [item.name, item])),
    setters,
    preparing: fields.filter(({ type }) => type.beforeSave !== undefined),
    writing: fields.filter(({ type }) => type.beforeWrite !== undefined),
    ofType: (type) => byType.get(type) ?? [],
    large: fields.filter(({ field, type }) => type.isLarge?.(field) ?? false).map(({ name }) => name),
    tags: collectionTags(collection),
  };
}

function keysOf({ name, type }: BoundField): [string, Modifier | null][] {
  return [
    [name, null],
    ...type.modifiers.map((modifier): [string, Modifier] => [modifierKey(name, modifier), modifier]),
  ];
}
