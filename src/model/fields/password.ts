import { Type } from "@sinclair/typebox";
import type { FieldError } from "../../lib/api-error.ts";
import { toText } from "../../lib/convert.ts";
import { checkCommonOptions, checkRange } from "./common-options.ts";
import { lengthLimits, textSchema } from "./describe.ts";
import { collectErrors, invalidFormat, invalidValue, required } from "./field-errors.ts";
import type { FieldType, FieldWithHelp, PlainPassword } from "./field.ts";
import { columnText } from "./text-column.ts";
import { checkPattern, matchesPattern } from "./text-patterns.ts";
import { characterCount } from "./text.ts";

export interface PasswordField extends FieldWithHelp {
  readonly required: boolean;
  /** In characters; 0 for no limit. */
  readonly min: number;
  /** In characters; 0 for the most that bcrypt takes. */
  readonly max: number;
  readonly pattern: string;
  /** The bcrypt cost; 0 for the default. */
  readonly cost: number;
}

/** Go's bcrypt refuses longer passwords instead of cutting them. */
const MAX_BYTES = 72;
const DEFAULT_MAX_LENGTH = 71;

export const passwordField: FieldType<PasswordField> = {
  type: "password",
  defaults: { help: "", required: false, min: 0, max: 0, pattern: "", cost: 0 },
  columnKind: () => "text",
  modifiers: [],
  schema: textSchema,
  inputSchema: (field) => Type.String({ ...lengthLimits(field, field.required), format: "password", writeOnly: true }),
  typeText: () => "string",

  validateOptions(field) {
    return collectErrors({
      ...checkCommonOptions(field),
      min: checkRange(field.min, 1, DEFAULT_MAX_LENGTH),
      max: checkRange(field.max, field.min, DEFAULT_MAX_LENGTH),
      cost: checkRange(field.cost, 4, 31),
      pattern: checkPattern(field.pattern),
    });
  },

  zero: () => "",
  normalize(_field, raw) {
    if (isPlainPassword(raw)) return raw;
    const plain = toText(raw);
    return plain === "" ? "" : { plain };
  },
  fromColumn: (_field, value) => columnText(value),
  toColumn: (_field, value) => (typeof value === "string" ? value : ""),
  toJson: () => "",

  validate(field, value) {
    if (!isPlainPassword(value)) return field.required && value === "" ? required : null;
    const { plain } = value;
    if (Buffer.byteLength(plain) > MAX_BYTES) return invalidValue;
    return validatePlain(field, plain);
  },
};

export function isPlainPassword(value: unknown): value is PlainPassword {
  return typeof value === "object" && value !== null && "plain" in value && typeof value.plain === "string";
}

function validatePlain(field: PasswordField, plain: string): FieldError | null {
  const length = characterCount(plain);
  if (length < field.min) {
    return { code: "validation_min_text_constraint", message: `Must be at least ${field.min} character(s).` };
  }
  const max = field.max > 0 ? field.max : DEFAULT_MAX_LENGTH;
  if (length > max) {
    return { code: "validation_max_text_constraint", message: `Must be less than ${max} character(s).` };
  }
  return matchesPattern(field, plain) ? null : invalidFormat;
}
