import { ApiError, ValidationError, sentence } from "../lib/api-error.ts";
import type { FieldError, FieldErrors } from "../lib/api-error.ts";
import { LimitError } from "../lib/limit-error.ts";
import { jsonText } from "../lib/json-text.ts";

/** Whether the error has to be logged as an accident. */
export function isUnexpected(error: unknown): boolean {
  return !(error instanceof ApiError || error instanceof ValidationError || error instanceof LimitError);
}

/** The body of an error answer. All its keys are in order, as Go writes maps. */
export function errorBody(error: ApiError): string {
  return jsonText(formatApiError(error));
}

function formatApiError({ data, message, status }: ApiError): Record<string, unknown> {
  return { data: formatErrors(data), message, status };
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
  const { code, message, params, response } = error;
  const formatted: Record<string, unknown> = { code, message: sentence(message) };
  if (params && Object.keys(params).length > 0) formatted["params"] = params;
  if (response) formatted["response"] = formatApiError(response);
  return formatted;
}

function isFieldError(error: FieldError | FieldErrors): error is FieldError {
  return typeof error["code"] === "string";
}
