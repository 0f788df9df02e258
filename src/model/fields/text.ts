import { Type } from "@sinclair/typebox";
import type { FieldError } from "../../lib/api-error.ts";
import { toText } from "../../lib/convert.ts";
import type { Context } from "../context.ts";
import type { RecordModel } from "../records/record.ts";
import { checkCommonOptions, checkRange } from "./common-options.ts";
import { lengthLimits, textSchema } from "./describe.ts";
import { collectErrors, invalidFormat, mustBeBlank, required } from "./field-errors.ts";
import type { FieldHolder, FieldOwner, FieldType, FieldWithHelp } from "./field.ts";
import { columnText } from "./text-column.ts";
import { autogenerate, checkPattern, matchesPattern } from "./text-patterns.ts";

export interface TextField extends FieldWithHelp {
  readonly required: boolean;
  /** In characters; 0 for no limit. */
  readonly min: number;
  /** In characters; 0 for the default limit. */
  readonly max: number;
  readonly pattern: string;
  /** Blank values of new records get a random text of this pattern. */
  readonly autogeneratePattern: string;
  readonly primaryKey: boolean;
}

const DEFAULT_MAX_LENGTH = 5000;
/** Ids of this pattern cannot differ by case only, so they need no check for that. */
const LOWERCASE_ID_PATTERN = "^[a-z0-9]+$";

export const textField: FieldType<TextField> = {
  type: "text",
  defaults: { help: "", required: false, min: 0, max: 0, pattern: "", autogeneratePattern: "", primaryKey: false },
  columnKind: (field) => (field.primaryKey ? "id" : "text"),
  isLarge: (field) => field.max > DEFAULT_MAX_LENGTH,
  modifiers: ["autogenerate"],
  isJsonValue: (column) => typeof column === "string",
  schema: textSchema,
  inputSchema: (field) => Type.String(lengthLimits(field, field.required && field.autogeneratePattern === "")),
  typeText: () => "string",
  modifierTypeText: (field) => (field.autogeneratePattern === "" || field.primaryKey ? null : "string"),
  validateOptions,
  zero: () => "",
  normalize: (_field, raw) => toText(raw),
  fromColumn: (_field, value) => columnText(value),
  toColumn: (_field, value) => (typeof value === "string" ? value : ""),

  validate(field, value, holder) {
    const text = typeof value === "string" ? value : "";
    return field.primaryKey ? validateId(field, text, holder) : validateText(field, text);
  },

  beforeSave(field, record, operation) {
    if (operation === "create" && field.autogeneratePattern !== "" && record.text(field.name) === "") {
      record.values[field.name] = autogenerate(field);
    }
  },
};

/** Checks a text against the options of a field, whatever record it is for. */
export function validateText(field: TextField, text: string): FieldError | null {
  if (text === "") return field.required || field.primaryKey ? required : null;
  const length = characterCount(text);
  if (field.min > 0 && length < field.min) return tooShort(field.min);
  const max = field.max > 0 ? field.max : DEFAULT_MAX_LENGTH;
  if (length > max) {
    const message = `Must be no more than ${max} character(s).`;
    return { code: "validation_max_text_constraint", message, params: { max } };
  }
  if (!matchesPattern(field, text)) return invalidFormat;
  return field.primaryKey && field.pattern !== LOWERCASE_ID_PATTERN ? checkIdText(text) : null;
}

function tooShort(min: number): FieldError {
  const message = `Must be at least ${min} character(s).`;
  return { code: "validation_min_text_constraint", message, params: { min } };
}

/** Characters are code points. */
export function characterCount(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) count -= 1;
  }
  return count;
}

function validateId(field: TextField, id: string, { record, context }: FieldHolder): ReturnType<FieldType["validate"]> {
  if (record.original !== null) {
    const stored = record.original[field.name];
    if (stored !== id) {
      return { code: "validation_pk_change", message: "The record primary key cannot be changed." };
    }
    // Ids of imported data may not fit the options, and they cannot be changed any more.
    return null;
  }
  if (field.pattern === LOWERCASE_ID_PATTERN) return validateText(field, id);
  return validateNewId(field, id, { record, context });
}

async function validateNewId(
  field: TextField,
  id: string,
  { record, context }: FieldHolder,
): Promise<FieldError | null> {
  return (await idExists(context, record, id)) ? idTaken : validateText(field, id);
}

const idTaken: FieldError = {
  code: "validation_pk_invalid",
  message: "The record primary key is invalid or already exists.",
};

/** Characters that mean something in paths, commands or URLs, and names that Windows keeps for devices. */
const FORBIDDEN_ID_CHARACTERS = Array.from("./\\|\"'`<>:?*%$\0\t\n\r ");
const RESERVED_ID = /^(?:CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])$/i;

/** Ids name folders, so what the pattern allows is not allowed altogether. */
function checkIdText(id: string): FieldError | null {
  const character = FORBIDDEN_ID_CHARACTERS.find((forbidden) => id.includes(forbidden));
  if (character !== undefined) {
    return {
      code: "validation_forbidden_pk_character",
      message: `'${character}' is not a valid primary key character.`,
      params: { ch: character },
    };
  }
  if (!RESERVED_ID.test(id)) return null;
  const reserved = id.toUpperCase();
  return {
    code: "validation_reserved_pk",
    message: `The primary key '${reserved}' is reserved and cannot be used.`,
    params: { reserved },
  };
}

/** Ids name folders, and some file systems do not tell upper from lower case. */
async function idExists(context: Context, record: RecordModel, id: string): Promise<boolean> {
  const { dialect } = context.connection;
  const condition = dialect.expressions.isSameIgnoringCase("id", "?");
  const sql = `SELECT 1 AS found FROM ${dialect.quote(record.collection.name)} WHERE ${condition} LIMIT 1`;
  return (await context.connection.get(sql, [id])) !== null;
}

function validateOptions(field: TextField, { collection }: FieldOwner) {
  const common = checkCommonOptions(field);
  return collectErrors({
    ...common,
    name:
      common.name ??
      (field.primaryKey && field.name !== "id"
        ? { code: "validation_in_invalid", message: 'The primary key must be named "id".' }
        : null),
    primaryKey: field.primaryKey ? checkSinglePrimaryKey(collection.fields) : null,
    min: checkRange(field.min, 0),
    max: checkRange(field.max, field.min),
    pattern: field.pattern === "" && field.primaryKey ? required : checkPattern(field.pattern),
    hidden: field.primaryKey && field.hidden ? mustBeBlank : null,
    required: field.primaryKey && !field.required ? required : null,
    autogeneratePattern: checkAutogeneratePattern(field),
  });
}

function checkSinglePrimaryKey(fields: readonly FieldWithMaybePrimaryKey[]): FieldError | null {
  if (fields.filter(({ type, primaryKey }) => type === "text" && primaryKey === true).length <= 1) return null;
  return {
    code: "validation_unsupported_composite_pk",
    message: "Composite PKs are not supported and the collection must have only 1 PK.",
  };
}

interface FieldWithMaybePrimaryKey {
  readonly type: string;
  readonly primaryKey?: unknown;
}

const TRIALS = 10;

/** Generates a few texts to find out whether the pattern conflicts with the other options. */
function checkAutogeneratePattern(field: TextField): FieldError | null {
  if (field.autogeneratePattern === "") return null;
  const invalid = checkPattern(field.autogeneratePattern);
  if (invalid !== null) return invalid;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    let generated: string;
    try {
      generated = autogenerate(field);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { code: "validation_invalid_autogenerate_pattern", message };
    }
    if (validateText(field, generated) !== null) {
      return {
        code: "validation_invalid_autogenerate_pattern_value",
        message: `The provided autogenerate pattern could produce invalid field values, ex.: ${JSON.stringify(generated)}`,
      };
    }
  }
  return null;
}
