import { Type } from "@sinclair/typebox";
import { toBoolean } from "../../lib/convert.ts";
import { checkCommonOptions } from "./common-options.ts";
import { collectErrors, required } from "./field-errors.ts";
import type { FieldType, FieldWithHelp } from "./field.ts";

export interface BoolField extends FieldWithHelp {
  /** The value must be true. */
  readonly required: boolean;
}

export const boolField: FieldType<BoolField> = {
  type: "bool",
  defaults: { help: "", required: false },
  columnKind: () => "boolean",
  modifiers: [],
  schema: () => Type.Boolean(),
  typeText: () => "boolean",
  validateOptions: (field) => collectErrors(checkCommonOptions(field)),
  zero: () => false,
  normalize: (_field, raw) => toBoolean(raw),
  fromColumn: (_field, value) => toBoolean(value),
  toColumn: (_field, value) => value === true,
  validate: (field, value) => (field.required && value !== true ? required : null),
};
