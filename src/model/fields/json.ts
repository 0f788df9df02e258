import { Type } from "@sinclair/typebox";
import type { SqlValue } from "../../database/engine.ts";
import { isTooDeep } from "../../lib/json-depth.ts";
import { isJson, jsonText } from "../../lib/json-text.ts";
import { quoteText } from "../../lib/quote-text.ts";
import { checkCommonOptions, checkRange } from "./common-options.ts";
import { collectErrors, required } from "./field-errors.ts";
import { JsonText, type FieldType, type FieldValue, type FieldWithHelp } from "./field.ts";
import { columnText } from "./text-column.ts";

export interface JsonField extends FieldWithHelp {
  /** Not null, "", [] or {}. */
  readonly required: boolean;
  /** In bytes; 0 for the default limit. */
  readonly maxSize: number;
}

export const DEFAULT_MAX_JSON_BYTES = 1024 * 1024;
/** Where the column is of a table, SQLite stores all whole numbers below it as integers. */
const LARGEST_INTEGER = 2 ** 63;
const EMPTY_TEXTS = new Set(["null", '""', "[]", "{}", ""]);

export const jsonField: FieldType<JsonField> = {
  type: "json",
  defaults: { help: "", required: false, maxSize: 0 },
  columnKind: () => "json",
  modifiers: [],
  isLarge: () => true,
  maxBytes: maxBytesOf,
  schema: () => Type.Unknown(),
  // The user says what is in it, in `JsonTypes`.
  typeText: (_field, path) => `JsonOf<${JSON.stringify(path)}>`,
  validateOptions: (field) => collectErrors({ ...checkCommonOptions(field), maxSize: checkRange(field.maxSize, 0) }),
  zero: () => null,
  normalize: (field, raw) => valueOf(raw, maxBytesOf(field)),
  fromColumn: (_field, value) => valueOfColumn(value),
  toColumn: (_field, value) => (value instanceof JsonText ? value.text : null),

  validate(field, value) {
    if (!(value instanceof JsonText)) return field.required ? required : null;
    const { text } = value;
    const maxSize = maxBytesOf(field);
    if (Buffer.byteLength(text) > maxSize) {
      return {
        code: "validation_json_size_limit",
        message: `The maximum allowed JSON size is ${maxSize} bytes.`,
        params: { maxSize },
      };
    }
    const isGood = value.isChecked ? !isTooDeep(text) : isJson(text);
    if (!isGood) return { code: "validation_invalid_json", message: "Must be a valid json value." };
    return field.required && EMPTY_TEXTS.has(text.trim()) ? required : null;
  },
};

function maxBytesOf({ maxSize }: JsonField): number {
  return maxSize > 0 ? maxSize : DEFAULT_MAX_JSON_BYTES;
}

/** What is too large for the field is not parsed: it will be refused. */
function valueOf(raw: unknown, maxBytes: number): FieldValue {
  if (raw === null || raw === undefined) return null;
  if (raw instanceof JsonText) return raw.text === "" ? null : raw;
  if (typeof raw !== "string") return new JsonText(jsonText(raw), true);
  return new JsonText(raw.length > maxBytes ? quoteText(raw) : jsonOfText(raw));
}

function valueOfColumn(value: SqlValue): FieldValue {
  if (value === null) return null;
  const isInteger = typeof value === "number" && Number.isInteger(value) && Math.abs(value) < LARGEST_INTEGER;
  return new JsonText(isInteger ? BigInt(value).toString() : jsonOfText(columnText(value)));
}

/**
 * Texts that look like a JSON value (as forms send them) are that value, all others are JSON strings.
 */
function jsonOfText(text: string): string {
  if (text === "null" || text === "true" || text === "false") return text;
  return /^[0-9\-"[{]/.test(text) && isJson(text) ? text : quoteText(text);
}
