import { FILE_REASONS } from "../file-reasons.ts";
import { goError, missingFileError } from "./go-error.ts";

/** Does something with a file. What Node throws is an error as Go has it: `open /a/b: no such file or directory`. */
export function withFile<T>(verb: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message = "" } = error as { code?: string; message?: string };
    if (code === undefined) throw error;
    // Go opens a folder, and can't read it then.
    const what = verb === "open" && code === "EISDIR" ? "read" : verb;
    const text = `${what} ${path}: ${FILE_REASONS[code] ?? message}`;
    throw code === "ENOENT" ? missingFileError(text) : goError(text);
  }
}
