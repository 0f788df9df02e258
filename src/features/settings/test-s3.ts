import { badRequest, type FieldError } from "../../lib/api-error.ts";
import { tryBucket } from "../../lib/s3/try-bucket.ts";
import type { Context } from "../../model/context.ts";
import { required } from "../../model/fields/field-errors.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";

/** Tries the bucket of the settings: whether it stores, lists and deletes. */
export async function testS3(call: Call): Promise<Response> {
  const { filesystem } = textFields(await readBody(call), ["filesystem"]);
  const error = checkFilesystem(filesystem);
  if (error !== null) throw badRequest("Failed to test the S3 filesystem.", { data: { filesystem: error } });
  try {
    await testFilesystem(call.context, filesystem);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw badRequest(`Failed to test the S3 filesystem. Raw error: \n${reason}`, { cause });
  }
  return call.noContent();
}

export async function testFilesystem(context: Context, filesystem: string): Promise<void> {
  const { s3, backups } = context.settings.current();
  const tried = filesystem === "backups" ? backups.s3 : s3;
  if (!tried.enabled) throw new Error("S3 storage filesystem is not enabled");
  await tryBucket(tried);
}

export function checkFilesystem(filesystem: string): FieldError | null {
  if (filesystem.trim() === "") return required;
  if (filesystem === "storage" || filesystem === "backups") return null;
  return { code: "validation_in_invalid", message: "Must be a valid value." };
}
