import type { FieldBase } from "../fields/field.ts";
import { withOptions } from "./field-json.ts";

/**
 * The fields one after the other with ids for those that have none, as PocketBase merges them: a field with the id of an
 * earlier one replaces it, a field without an id replaces the one of its name and takes over its id.
 */
export function mergeFields(fields: readonly FieldBase[]): FieldBase[] {
  const merged: FieldBase[] = [];
  for (const field of fields) addField(merged, field);
  return merged;
}

/** Adds to or replaces in `fields`, which it changes. */
export function addField(fields: FieldBase[], field: FieldBase): void {
  const index = fields.findIndex((other) =>
    field.id === "" ? field.name !== "" && other.name === field.name : other.id === field.id,
  );
  const existing = fields[index];
  if (existing !== undefined) fields[index] = withOptions(field, { id: existing.id });
  else fields.push(field.id === "" ? withOptions(field, { id: unusedId(fields, field) }) : field);
}

/** The type and the checksum of the name, with a number from 2 on where that id is taken. */
function unusedId(fields: readonly FieldBase[], { type, name }: FieldBase): string {
  const base = `${type}${Bun.hash.crc32(name)}`;
  for (let number = 1; number < 1000; number++) {
    const id = number === 1 ? base : `${base}${number}`;
    if (!fields.some((field) => field.id === id)) return id;
  }
  return base;
}
