import { ApiError, ValidationError, badRequest, sentence } from "../lib/api-error.ts";
import type { FieldError, FieldErrors } from "../lib/api-error.ts";
import { jsonText } from "../lib/json-text.ts";

/**
 * The error that a client is told of. What is neither an `ApiError` nor a validation error is an accident of ours or of a
 * plugin: PocketBase answers it with a 400 that says nothing.
 */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof ValidationError) return badRequest("", { data: error.errors, cause: error });
  return badRequest("", { cause: error });
}

/** Whether the error has to be logged as an accident. */
export function isUnexpected(error: unknown): boolean {
  return !(error instanceof ApiError) && !(error instanceof ValidationError);
}

/** The body of an error answer. All its keys are in order, as Go writes maps. */
export function errorBody(error: ApiError): string {
  return jsonText({ data: formatErrors(error.data), message: error.message, status: error.status });
}

function formatErrors(errors: FieldErrors): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(errors).map(([field, error]) => [
      field,
      isFieldError(error) ? formatError(error) : formatErrors(error),
    ]),
  );
}

function formatError(error: FieldError): Record<string, unknown> {
  const { code, message, params } = error;
  return { code, message: sentence(message), ...(params && Object.keys(params).length > 0 ? { params } : {}) };
}

function isFieldError(error: FieldError | FieldErrors): error is FieldError {
  return typeof error["code"] === "string";
}
