import { goError } from "./go-error.ts";

/** Go's words for what the system says. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EEXIST: "file exists",
  EINVAL: "invalid argument",
  EISDIR: "is a directory",
  ELOOP: "too many levels of symbolic links",
  EMFILE: "too many open files",
  ENAMETOOLONG: "file name too long",
  ENOENT: "no such file or directory",
  ENOSPC: "no space left on device",
  ENOTDIR: "not a directory",
  ENOTEMPTY: "directory not empty",
  EPERM: "operation not permitted",
  EROFS: "read-only file system",
  EXDEV: "invalid cross-device link",
};

/** Does something with a file. What Node throws is an error as Go has it: `open /a/b: no such file or directory`. */
export function withFile<T>(verb: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message = "" } = error as { code?: string; message?: string };
    if (code === undefined) throw error;
    // Go opens a folder, and can't read it then.
    const what = verb === "open" && code === "EISDIR" ? "read" : verb;
    throw goError(`${what} ${path}: ${REASONS[code] ?? message}`);
  }
}
