import { isError, returnedError } from "./errors.ts";
import { goError } from "./go-error.ts";

/** What a function that Go called returned, as the error that it counts for: Go takes an error or nothing. Null for nothing. */
export function returnedFailure(result: unknown): unknown {
  if (result === undefined || result === null) return null;
  return isError(result) ? returnedError(result) : goError(`could not convert ${textOf(result)} to error`);
}

/** As a script's own `String()`. */
function textOf(value: unknown): string {
  return (String as (value: unknown) => string)(value);
}
