import { parseField } from "../../../src/model/collections/field-json.ts";
import type { FieldBase, FieldType } from "../../../src/model/fields/field.ts";
import { fieldType } from "../../../src/model/fields/registry.ts";

/** A field named `field` of the type, with the options that matter for a test. */
export function makeField(type: string, options: object = {}): { field: FieldBase; type: FieldType } {
  const field = parseField({ id: "field_id", name: "field", type, ...options });
  return { field, type: fieldType(field) };
}
