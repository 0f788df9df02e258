import { ApiError, ValidationError, badRequest, sentence } from "../../lib/api-error.ts";
import { stackForLog, storageFailure } from "../../lib/storage-failure.ts";
import type { Context } from "../context.ts";
import { RequiredReferenceError } from "./required-reference-error.ts";

/** What a client is told of a write that failed: the errors of fields, or the message, with a reason where the storage has failed. */
export function saveFailure(context: Context, error: unknown, message: string): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof ValidationError) return badRequest(message, { data: error.errors, cause: error });
  if (error instanceof RequiredReferenceError) return badRequest(message, { cause: error });
  if (!(error instanceof Error && context.toldErrors.has(error))) {
    // Most of what collides with a change of its collection is done again, and then it is no failure.
    const { hasOtherWriters, dialect } = context.database;
    const isRepeated = hasOtherWriters && dialect.conflictOf(error) !== null;
    context.log[isRepeated ? "info" : "error"](message, { error: String(error), ...stackForLog(error) });
  }
  return badRequest(`${sentence(message)} ${storageFailure(error)}`, { cause: error });
}
