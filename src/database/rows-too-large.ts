import { LimitError, countText } from "../lib/limit-error.ts";

/** The texts of a result are larger than that together. */
export function rowsTooLarge(maxBytes: number): LimitError {
  return new LimitError(`the rows of an answer must not be larger than ${countText(maxBytes)} bytes: ask for fewer`);
}
