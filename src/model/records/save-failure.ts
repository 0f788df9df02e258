import { ApiError, ValidationError, badRequest } from "../../lib/api-error.ts";
import type { Context } from "../context.ts";

/** What a client is told of a write that failed: the errors of fields, or nothing but the message. */
export function saveFailure(context: Context, error: unknown, message: string): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof ValidationError) return badRequest(message, { data: error.errors, cause: error });
  context.log.error(message, {
    error: String(error),
    stack: error instanceof Error ? (error.stack ?? "") : "",
  });
  return badRequest(message, { cause: error });
}
