import { DecodeError, decodeObject, isObject } from "../collections/decode.ts";
import { parseField } from "../collections/field-json.ts";
import { fieldShape } from "../collections/field-shapes.ts";
import type { FieldBase } from "../fields/field.ts";

/** Options that have another name today. */
const RENAMED: Readonly<Record<string, string>> = { noDecimal: "onlyInt", convertUrls: "convertURLs" };

/** What "any number of records" is as a number. */
const UNLIMITED = 2147483647;

export interface ConvertedField {
  readonly field: FieldBase;
  /** Whether no two records may have the same value, which is an index today. */
  readonly isUnique: boolean;
  /** The options that have no place today. */
  readonly dropped: readonly string[];
}

/** A field of `schema`, whose own options are under `options`. Throws a `DecodeError` for what is no such field. */
export function convertField(raw: unknown): ConvertedField {
  if (!isObject(raw)) throw new DecodeError("a field of schema must be an object");
  const { options: rawOptions, unique, ...common } = raw;
  const name = typeof common["name"] === "string" ? common["name"] : "";
  const type = typeof common["type"] === "string" ? common["type"] : "";
  const shape = fieldShape(type);
  if (shape === undefined) throw new DecodeError(unknownType(name, type));
  const options: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [key, value] of Object.entries(decodeObject(rawOptions, `options of the field "${name}"`))) {
    const today = RENAMED[key] ?? key;
    if (Object.hasOwn(shape, today)) options[today] = value;
    else if (!isEmpty(value)) dropped.push(`${key} of the field "${name}"`);
  }
  if (type === "relation" && Number(options["maxSelect"] ?? 0) <= 0) options["maxSelect"] = UNLIMITED;
  try {
    return { field: parseField({ ...common, ...options }), isUnique: unique === true, dropped };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new DecodeError(`the field "${name}": ${error.message}`, { cause: error });
  }
}

function unknownType(name: string, type: string): string {
  const field = `the field "${name}" has the type "${type}"`;
  return type === "user"
    ? `${field}, which PocketBase has no longer had since v0.8: make it a relation to an auth collection`
    : `${field}, which does not exist`;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === "" || value === false || (Array.isArray(value) && value.length === 0);
}
