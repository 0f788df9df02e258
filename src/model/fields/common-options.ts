import type { FieldError } from "../../lib/api-error.ts";
import { noGreaterThan, noLessThan, required } from "./field-errors.ts";
import type { FieldBase } from "./field.ts";

const MAX_ID_LENGTH = 100;
const MAX_NAME_LENGTH = 100;
const MAX_HELP_LENGTH = 300;

/** Names that mean something else in filters, answers or (the last one, which PocketBase takes) objects of values. */
const RESERVED_NAMES = new Set([
  "null",
  "true",
  "false",
  "_rowid_",
  "collectionId",
  "collectionName",
  "expand",
  "__proto__",
]);

/** Checks the options that every field has; the result has a key for each, null where it is good. */
export function checkCommonOptions(field: FieldBase): Record<"id" | "name" | "help", FieldError | null> {
  const help = "help" in field && typeof field.help === "string" ? field.help : "";
  return {
    id: field.id === "" ? required : checkLength(field.id, 1, MAX_ID_LENGTH),
    name: checkName(field.name),
    help: help === "" ? null : checkLength(help, 0, MAX_HELP_LENGTH),
  };
}

function checkName(name: string): FieldError | null {
  if (name === "") return required;
  const length = checkLength(name, 1, MAX_NAME_LENGTH);
  if (length !== null) return length;
  if (!/^\w+$/.test(name)) return { code: "validation_match_invalid", message: "Must be in a valid format." };
  if (RESERVED_NAMES.has(name)) return { code: "validation_not_in_invalid", message: "Must not be in list." };
  if (name.toLowerCase().includes("_via_")) {
    return { code: "validation_found_via", message: 'The value cannot contain "_via_".' };
  }
  return null;
}

/** Lengths are in bytes, as Go counts them. */
export function checkLength(text: string, min: number, max: number): FieldError | null {
  const length = Buffer.byteLength(text);
  if (length >= min && length <= max) return null;
  if (min === 0) {
    return {
      code: "validation_length_too_long",
      message: `The length must be no more than ${max}.`,
      params: { max, min },
    };
  }
  return {
    code: "validation_length_out_of_range",
    message: `The length must be between ${min} and ${max}.`,
    params: { max, min },
  };
}

/** The range of whole-number options; 0 counts as not set, so only other values are checked. */
export function checkRange(value: number, min: number, max: number = Number.MAX_SAFE_INTEGER): FieldError | null {
  if (value === 0) return null;
  if (value < min) return noLessThan(min);
  if (value > max) return noGreaterThan(max);
  return null;
}
