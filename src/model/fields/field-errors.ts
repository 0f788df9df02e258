import type { FieldError, FieldErrors } from "../../lib/api-error.ts";

/** The errors that several field types share, with PocketBase's codes and messages. */
export const required: FieldError = { code: "validation_required", message: "Cannot be blank." };

export const mustBeBlank: FieldError = { code: "validation_empty", message: "Must be blank." };

export const invalidFormat: FieldError = { code: "validation_invalid_format", message: "Invalid value format." };

/** What PocketBase answers where an error has no code of its own. */
export const invalidValue: FieldError = { code: "validation_invalid_value", message: "Invalid value." };

export function noLessThan(threshold: number | string): FieldError {
  return {
    code: "validation_min_greater_equal_than_required",
    message: `Must be no less than ${threshold}.`,
    params: { threshold },
  };
}

export function noGreaterThan(threshold: number | string): FieldError {
  return {
    code: "validation_max_less_equal_than_required",
    message: `Must be no greater than ${threshold}.`,
    params: { threshold },
  };
}

/** The entries that are errors. */
export function collectErrors(checks: Readonly<Record<string, FieldError | FieldErrors | null>>): FieldErrors {
  const errors: Record<string, FieldError | FieldErrors> = {};
  for (const [name, error] of Object.entries(checks)) {
    if (error !== null) errors[name] = error;
  }
  return errors;
}
