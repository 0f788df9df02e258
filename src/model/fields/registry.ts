import { autodateField } from "./autodate.ts";
import { boolField } from "./bool.ts";
import { dateField } from "./date.ts";
import { editorField } from "./editor.ts";
import { emailField } from "./email.ts";
import type { FieldBase, FieldType } from "./field.ts";
import { fileField } from "./file.ts";
import { geoPointField } from "./geo-point.ts";
import { jsonField } from "./json.ts";
import { numberField } from "./number.ts";
import { passwordField } from "./password.ts";
import { relationField } from "./relation.ts";
import { selectField } from "./select.ts";
import { textField } from "./text.ts";
import { urlField } from "./url.ts";

const types: readonly FieldType[] = [
  autodateField,
  boolField,
  dateField,
  editorField,
  emailField,
  fileField,
  geoPointField,
  jsonField,
  numberField,
  passwordField,
  relationField,
  selectField,
  textField,
  urlField,
];

const byName: ReadonlyMap<string, FieldType> = new Map(types.map((type) => [type.type, type]));

export const fieldTypeNames: readonly string[] = types.map(({ type }) => type);

/** Fields of stored collections always have a type that exists; anything else is an error of the program. */
export function fieldType(field: FieldBase): FieldType {
  const type = byName.get(field.type);
  if (type === undefined) throw new Error(`unknown type "${field.type}" of field "${field.name}"`);
  return type;
}
