import { ApiError, badRequest, ValidationError } from "../../lib/api-error.ts";
import type { Context } from "../../model/context.ts";

/** The answer to a change of collections that failed: what the client can mend by field, else what the engine, or a hook, said. */
export function changeFailed(context: Context, message: string, error: unknown): ApiError {
  if (error instanceof ValidationError) return badRequest(message, { data: error.errors, cause: error });
  const reason = error instanceof ApiError ? error.message : context.connection.dialect.schema.errorText(error);
  return badRequest(`${message} Raw error: \n${reason}`, { cause: error });
}
