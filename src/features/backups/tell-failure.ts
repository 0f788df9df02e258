import { ApiError, badRequest } from "../../lib/api-error.ts";
import { S3Error } from "../../lib/s3/s3-error.ts";
import type { Context } from "../../model/context.ts";

/** Logs what went wrong, and tells the superuser the reason where it is the disk or the bucket. */
export async function tellFailure<T>(context: Context, message: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    context.log.error(`backups: ${message}`, { error: String(cause) });
    throw badRequest([message, failureReason(cause)].join(" ").trim(), { cause });
  }
}

function failureReason(error: unknown): string {
  if (error instanceof S3Error) return error.message;
  const text = error instanceof Error ? `${"code" in error ? String(error.code) : ""} ${error.message}` : "";
  return /ENOSPC|SQLITE_FULL|disk is full/.test(text) ? "The disk is full." : "";
}
