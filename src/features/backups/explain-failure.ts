import { ApiError, badRequest } from "../../lib/api-error.ts";
import { S3Error } from "../../lib/s3/s3-error.ts";
import { storageFailure } from "../../lib/storage-failure.ts";
import type { Context } from "../../model/context.ts";

/** Logs what went wrong, and tells the superuser the reason where it is the disk or the bucket. */
export async function explainFailure<T>(context: Context, message: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    context.log.error(`backups: ${message}`, { error: String(cause) });
    throw badRequest(`${message} ${cause instanceof S3Error ? cause.message : storageFailure(cause)}`, { cause });
  }
}
