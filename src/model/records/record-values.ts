import type { Row, SqlValue } from "../../database/engine.ts";
import { toText } from "../../lib/convert.ts";
import type { Collection } from "../collections/collection.ts";
import type { FieldValue } from "../fields/field.ts";
import { autogenerate } from "../fields/text-patterns.ts";
import type { TextField } from "../fields/text.ts";
import { RecordModel } from "./record.ts";
import { recordFields, type Setter } from "./record-fields.ts";
import { noteChange } from "./row-changes.ts";

/** A record that is not stored yet, with every field at its zero value. */
export function newRecord(collection: Collection): RecordModel {
  return new RecordModel(collection, { ...recordFields(collection).zeros }, null);
}

/** A record of a row with the columns of the collection's table. */
export function recordFromRow(collection: Collection, row: Readonly<Row>): RecordModel {
  const values = valuesOfRow(collection, row);
  return new RecordModel(collection, values, { ...values });
}

export function valuesOfRow(collection: Collection, row: Readonly<Row>): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  for (const { name, field, type } of recordFields(collection).fields) {
    values[name] = type.fromColumn(field, row[name] ?? null);
  }
  return values;
}

/**
 * Sets what a client or plugin sent under `key`: a field's name, or a name with a modifier (`tags+`, `+tags`, `tags-`,
 * `slug:autogenerate`). Autodate fields keep their value. Returns whether the key belongs to a field.
 */
export function setValue(record: RecordModel, key: string, raw: unknown): boolean {
  const setter = recordFields(record.collection).setters.get(key);
  if (setter === undefined) return false;
  applySetter(record, setter, raw);
  return true;
}

function applySetter(record: RecordModel, setter: Setter, raw: unknown): void {
  const { field, name, type } = setter.target;
  if (type.type === "autodate") return;
  const before = record.values[name] ?? type.zero(field);
  const { modifier } = setter;
  record.values[name] = valueOf(setter, before, raw);
  if (record.original === null) return;
  const change = modifier === null || modifier === "autogenerate" ? null : { modifier, raw };
  noteChange(record, name, { change, before });
}

function valueOf({ target: { field, type }, modifier }: Setter, current: FieldValue, raw: unknown): FieldValue {
  if (modifier === null) return type.normalize(field, raw);
  if (modifier === "autogenerate") return toText(raw) + autogenerate(field as TextField);
  return type.modify?.(field, current, { modifier, raw }) ?? current;
}

/** Sets all of `data`; shorter keys first, so that `views` comes before `views+`. */
export function setValues(record: RecordModel, data: Readonly<Record<string, unknown>>): void {
  const { setters } = recordFields(record.collection);
  for (const key of inOrder(record.collection, data)) {
    const setter = setters.get(key);
    if (setter !== undefined) applySetter(record, setter, data[key]);
  }
}

function inOrder(collection: Collection, data: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(data);
  return hasModifierKeys(collection, keys) ? keys.sort((a, b) => a.length - b.length) : keys;
}

export function hasModifierKeys(collection: Collection, keys: readonly string[]): boolean {
  const { setters } = recordFields(collection);
  for (const key of keys) if ((setters.get(key)?.modifier ?? null) !== null) return true;
  return false;
}

/** The body with each field's value as the record would hold it. No key of it may have a modifier. */
export function normalizedBody(record: RecordModel, data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { setters } = recordFields(record.collection);
  const body: Record<string, unknown> = { ...data };
  for (const key of Object.keys(data)) {
    const target = setters.get(key)?.target;
    if (target === undefined) continue;
    const { field, type } = target;
    body[key] = type.type === "autodate" ? record.values[key] : type.normalize(field, data[key]);
  }
  return body;
}

/**
 * The body with modifier keys replaced by what the field will hold, as rules see it in `@request.body`. It is worked out on
 * `copy`, a copy of the record.
 */
export function replaceModifiers(copy: RecordModel, data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { setters } = recordFields(copy.collection);
  const replaced: Record<string, unknown> = { ...data };
  for (const key of inOrder(copy.collection, data)) {
    const setter = setters.get(key);
    if (setter === undefined) continue;
    setValue(copy, key, data[key]);
    // Deleting makes the object slow, so only where the key is another.
    if (key !== setter.target.name) delete replaced[key];
    replaced[setter.target.name] = copy.values[setter.target.name];
  }
  return replaced;
}

/** A record with the same values that can be changed without changing the other. */
export function copyRecord(record: RecordModel): RecordModel {
  return new RecordModel(record.collection, { ...record.values }, record.original);
}

/** The values as columns, in the order of the fields. */
export function toColumns(collection: Collection, values: Readonly<Record<string, FieldValue>>): SqlValue[] {
  const columns: SqlValue[] = [];
  for (const { name, field, type } of recordFields(collection).fields) {
    columns.push(type.toColumn(field, values[name] ?? type.zero(field)));
  }
  return columns;
}
