import { isEmail } from "../../lib/address-formats.ts";
import { badRequest, type ApiError, type FieldError, type FieldErrors } from "../../lib/api-error.ts";
import type { Context } from "../../model/context.ts";
import { collectErrors, required } from "../../model/fields/field-errors.ts";
import { TokenUsedError } from "../../model/records/auth-record.ts";
import { saveFailure } from "../../model/records/save-failure.ts";

/** Throws a 400 with the errors of the fields that have one. */
export function checkForm(checks: Readonly<Record<string, FieldError | null>>): void {
  const data: FieldErrors = collectErrors(checks);
  if (Object.keys(data).length > 0) throw wrongForm(data);
}

export function wrongForm(data: FieldErrors): ApiError {
  return badRequest("An error occurred while validating the submitted data.", { data });
}

/** Present and within the limits; in bytes, as PocketBase counts. */
export function checkText(
  text: string,
  { min = 1, max = 255 }: { min?: number; max?: number } = {},
): FieldError | null {
  return text === "" ? required : checkLength(text, { min, max });
}

/** An empty text passes. */
export function checkLength(text: string, { min = 1, max = 255 } = {}): FieldError | null {
  const length = Buffer.byteLength(text);
  if (length === 0 || (length >= min && length <= max)) return null;
  const message = `The length must be between ${min} and ${max}.`;
  return { code: "validation_length_out_of_range", message, params: { min, max } };
}

export function checkEmail(text: string): FieldError | null {
  const error = checkText(text);
  if (error !== null || isEmail(text)) return error;
  return { code: "validation_is_email", message: "Must be a valid email address." };
}

export const wrongToken: FieldError = { code: "validation_invalid_token", message: "Invalid or expired token." };

/** What to answer where a record could not be saved for a token that is good once. */
export function confirmFailure(context: Context, error: unknown, message: string): ApiError {
  return error instanceof TokenUsedError ? wrongForm({ token: wrongToken }) : saveFailure(context, error, message);
}

export const tokenOfOtherCollection: FieldError = {
  code: "validation_token_collection_mismatch",
  message: "The provided token is for different auth collection.",
};
