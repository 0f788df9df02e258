import type { TSchema } from "@sinclair/typebox";
import { autodateField } from "./autodate.ts";
import { boolField } from "./bool.ts";
import { dateField } from "./date.ts";
import { editorField } from "./editor.ts";
import { emailField } from "./email.ts";
import type { FieldBase, FieldType, FieldTypeName } from "./field.ts";
import { fileField } from "./file.ts";
import { geoPointField } from "./geo-point.ts";
import { jsonField } from "./json.ts";
import { numberField } from "./number.ts";
import { passwordField } from "./password.ts";
import { relationField } from "./relation.ts";
import { selectField } from "./select.ts";
import { textField } from "./text.ts";
import { urlField } from "./url.ts";

/** By name, so that a type without its file does not compile. */
const types: { readonly [Name in FieldTypeName]: FieldType } = {
  autodate: autodateField,
  bool: boolField,
  date: dateField,
  editor: editorField,
  email: emailField,
  file: fileField,
  geoPoint: geoPointField,
  json: jsonField,
  number: numberField,
  password: passwordField,
  relation: relationField,
  select: selectField,
  text: textField,
  url: urlField,
};

const byName: ReadonlyMap<string, FieldType> = new Map(Object.entries(types));

/** Fields of stored collections always have a type that exists; anything else is an error of the program. */
export function fieldType(field: FieldBase): FieldType {
  const type = byName.get(field.type);
  if (type === undefined) throw new Error(`unknown type "${field.type}" of field "${field.name}"`);
  return type;
}

/** Whether the field holds lists. */
export function isMultiple(field: FieldBase): boolean {
  return fieldType(field).isMultiple?.(field) ?? false;
}

/** Whether fields of the type can hold lists, whatever this one does. */
export function canBeMultiple(field: FieldBase): boolean {
  return fieldType(field).isMultiple !== undefined;
}

/** What sets the field of a record, as a JSON schema. */
export function inputSchema(field: FieldBase): TSchema {
  const type = fieldType(field);
  return type.inputSchema?.(field) ?? type.schema(field);
}
