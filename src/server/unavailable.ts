import { DatabaseOverloadedError, DatabaseUnavailableError } from "../database/engine.ts";
import { ApiError } from "../lib/api-error.ts";

const MAX_CAUSES = 8;
export const RETRY_AFTER_SECONDS = 1;

/**
 * The answer to a request that failed because the database can't be reached or has too much to do, whatever the operation made of
 * that error; null for other failures. The same request may succeed a little later.
 */
export function unavailable(error: unknown): ApiError | null {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    if (current instanceof DatabaseUnavailableError || current instanceof DatabaseOverloadedError) {
      return new ApiError(503, "The database is not available at the moment.", { cause: error });
    }
    current = current.cause;
  }
  return null;
}
