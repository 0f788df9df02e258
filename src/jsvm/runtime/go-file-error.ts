import { FILE_REASONS } from "../file-reasons.ts";
import { type GoFields, ofPath } from "../go-fields.ts";
import { goError, missingFileError } from "./go-error.ts";

/** Does something with a file. What Node throws is an error as Go has it: `open /a/b: no such file or directory`. */
export function withFile<T>(verb: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = reasonOf(error);
    // Go opens a folder, and can't read it then.
    const what = verb === "open" && codeOf(error) === "EISDIR" ? "read" : verb;
    throw fileError(error, `${what} ${path}: ${reason}`, ofPath(what, path, reason));
  }
}

/** The same for what is of two files. */
export function withFiles<T>(verb: string, [old, other]: readonly [string, string], work: () => T): T {
  try {
    return work();
  } catch (error) {
    const err = reasonOf(error);
    throw fileError(error, `${verb} ${old} ${other}: ${err}`, { values: { op: verb, old, new: other }, err });
  }
}

function fileError(error: unknown, text: string, fields: GoFields): unknown {
  return codeOf(error) === "ENOENT" ? missingFileError(text, fields) : goError(text, fields);
}

/** Throws what is no error of the system. */
function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === undefined) throw error;
  return FILE_REASONS[code] ?? (error as Error).message;
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}
