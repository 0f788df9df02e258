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
  const values: Record<string, FieldValue> = {};
  for (const { name, field, type } of recordFields(collection).fields) values[name] = type.zero(field);
  return new RecordModel(collection, values, null);
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
  const { field, name, type } = setter.target;
  if (type.type === "autodate") return true;
  const before = record.values[name] ?? type.zero(field);
  const { modifier } = setter;
  record.values[name] = valueOf(setter, before, raw);
  const change = modifier === null || modifier === "autogenerate" ? null : { modifier, raw };
  noteChange(record, name, { change, before });
  return true;
}

function valueOf({ target: { field, type }, modifier }: Setter, current: FieldValue, raw: unknown): FieldValue {
  if (modifier === null) return type.normalize(field, raw);
  if (modifier === "autogenerate") return toText(raw) + autogenerate(field as TextField);
  return type.modify?.(field, current, { modifier, raw }) ?? current;
}

/** Sets all of `data`; shorter keys first, so that `views` comes before `views+`. */
export function setValues(record: RecordModel, data: Readonly<Record<string, unknown>>): void {
  for (const key of inOrder(record.collection, data)) setValue(record, key, data[key]);
}

function inOrder(collection: Collection, data: Readonly<Record<string, unknown>>): string[] {
  const { setters } = recordFields(collection);
  const keys = Object.keys(data);
  const hasModifiers = keys.some((key) => (setters.get(key)?.modifier ?? null) !== null);
  return hasModifiers ? keys.sort((a, b) => a.length - b.length) : keys;
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
  return recordFields(collection).fields.map(({ name, field, type }) =>
    type.toColumn(field, values[name] ?? type.zero(field)),
  );
}
