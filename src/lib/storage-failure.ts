import { S3Error } from "./s3/s3-error.ts";

const FULL_CODES: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "SQLITE_FULL"]);
const MAX_CAUSES = 5;

/** Why something could not be stored, in words that everyone may read: no path, no bucket. Empty for other failures. */
export function storageFailure(error: unknown): string {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    if ("code" in current && FULL_CODES.has(current.code)) return "The disk is full.";
    if (current instanceof S3Error) return "The storage of files failed.";
    current = current.cause;
  }
  return "";
}

/** What the log has of an error beside its text: where the storage has failed no code is wrong, and each write fails in the same way. */
export function stackForLog(error: unknown): { readonly stack?: string } {
  if (!(error instanceof Error)) return { stack: "" };
  return storageFailure(error) === "" ? { stack: error.stack ?? "" } : {};
}
