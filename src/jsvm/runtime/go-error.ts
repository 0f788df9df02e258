import type { GoFields } from "../go-fields.ts";
import { caughtError, toldError } from "./errors.ts";

/** An error as Go would have thrown it, that this realm found by itself. */
export function goError(message: string, fields?: GoFields): unknown {
  return caughtError({ kind: "go", key: -1, name: "Error", message, ...(fields === undefined ? {} : { fields }) });
}

/** The error by itself, as what is given rather than thrown. */
export function goFailure(message: string): unknown {
  return toldError({ kind: "go", key: -1, name: "Error", message });
}

/** An error as `goError` makes it for a file that is not there: who does not catch it answers 404. */
export function missingFileError(message: string, fields: GoFields): unknown {
  return caughtError({ kind: "go", key: -1, name: "Error", message, isMissing: true, fields });
}
