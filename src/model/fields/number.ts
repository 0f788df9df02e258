import { Type } from "@sinclair/typebox";
import type { FieldError } from "../../lib/api-error.ts";
import { formatShortest, toNumber } from "../../lib/convert.ts";
import { checkCommonOptions } from "./common-options.ts";
import { collectErrors, required } from "./field-errors.ts";
import type { FieldType, FieldWithHelp } from "./field.ts";

export interface NumberField extends FieldWithHelp {
  /** Not the value 0. */
  readonly required: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly onlyInt: boolean;
}

const onlyIntegers: FieldError = {
  code: "validation_only_int_constraint",
  message: "Decimal numbers are not allowed",
};

export const numberField: FieldType<NumberField> = {
  type: "number",
  defaults: { help: "", required: false, min: null, max: null, onlyInt: false },
  columnKind: () => "number",
  modifiers: ["append", "remove"],
  isJsonValue: (column) => typeof column === "number",
  schema: ({ onlyInt }) => (onlyInt ? Type.Integer() : Type.Number()),
  inputSchema: (field) => ({ ...numberField.schema(field), ...limitsOf(field) }),
  modifierSchema: () => Type.Number({ description: "Added to the value, or taken from it" }),
  typeText: () => "number",
  modifierTypeText: () => "number",

  validateOptions(field) {
    return collectErrors({
      ...checkCommonOptions(field),
      min: checkInteger(field, field.min),
      max: checkInteger(field, field.max) ?? (field.max === null ? null : checkMin(field, field.max)),
    });
  },

  zero: () => 0,
  normalize: (_field, raw) => toNumber(raw),
  fromColumn: (_field, value) => toNumber(value),
  toColumn: (_field, value) => (typeof value === "number" ? value : 0),
  // Infinity and NaN have no JSON form; they exist only until validation refuses them.
  validate(field, value) {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      return { code: "validation_not_a_number", message: "The submitted number is not properly formatted." };
    }
    if (value === 0) return field.required ? required : null;
    return checkInteger(field, value) ?? checkMin(field, value) ?? checkMax(field, value);
  },

  modify(_field, current, { modifier, raw }) {
    const base = typeof current === "number" ? current : 0;
    if (modifier === "append") return base + toNumber(raw);
    return modifier === "remove" ? base - toNumber(raw) : base;
  },
};

/** For the schema, which can't say that they do not hold for 0 of fields that need no value. */
function limitsOf({ min, max, required: isRequired }: NumberField): { minimum?: number; maximum?: number } {
  return {
    ...(min !== null && (isRequired || min <= 0) ? { minimum: min } : {}),
    ...(max !== null && (isRequired || max >= 0) ? { maximum: max } : {}),
  };
}

/** Integers of 64 bits: PocketBase and SQLite hold no others. */
function isInteger(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}

function checkInteger(field: NumberField, value: number | null): FieldError | null {
  return field.onlyInt && value !== null && !isInteger(value) ? onlyIntegers : null;
}

function checkMin({ min }: NumberField, value: number): FieldError | null {
  if (min === null || value >= min) return null;
  return {
    code: "validation_min_number_constraint",
    message: `Must be greater or equal than ${formatShortest(min)}`,
    params: { min },
  };
}

function checkMax({ max }: NumberField, value: number): FieldError | null {
  if (max === null || value <= max) return null;
  return {
    code: "validation_max_number_constraint",
    message: `Must be less or equal than ${formatShortest(max)}`,
    params: { max },
  };
}
