import { AGE_HEADER_BYTES, isAgeFile } from "../../lib/age.ts";
import { badRequest } from "../../lib/api-error.ts";
import type { FieldError } from "../../lib/api-error.ts";
import { detectMimeType } from "../../lib/mime/detect.ts";
import { isStorableName, MAX_BACKUP_NAME_BYTES, readBackup } from "../../model/backups/find-backup.ts";
import type { UnsavedFile } from "../../model/fields/field.ts";
import { required } from "../../model/fields/field-errors.ts";
import { checkBackupBucket } from "../../model/files/check-bucket.ts";
import type { Call } from "../../model/route.ts";
import { explainFailure } from "./explain-failure.ts";

const ZIP = "application/zip";
const FAILURE = "Failed to upload backup.";

/** Adds a backup that was made elsewhere, under the name that the file has there. */
export async function uploadBackup(call: Call): Promise<Response> {
  const { context } = call;
  checkBackupBucket(context);
  const file = await uploadedFile(call);
  const error = file === null ? required : await explainFailure(context, FAILURE, () => check(call, file));
  if (file === null || error !== null) {
    const data = { file: error ?? required };
    throw badRequest("An error occurred while validating the submitted data.", { data });
  }
  const { content, originalName } = file;
  await explainFailure(context, FAILURE, () =>
    context.backups.write(originalName, content, { contentType: ZIP, originalName }),
  );
  return call.noContent();
}

/** Null where the body has none, or can't be read. */
async function uploadedFile(call: Call): Promise<UnsavedFile | null> {
  if (!call.request.headers.get("content-type")?.startsWith("multipart/form-data")) return null;
  const { files } = await call.readInfo();
  return files?.get("file")?.[0] ?? null;
}

/** A zip, or an encrypted one. */
async function isArchive(content: Blob): Promise<boolean> {
  if (isAgeFile(await content.slice(0, AGE_HEADER_BYTES).bytes())) return true;
  return (await detectMimeType(content)).contentType === ZIP;
}

async function check({ context }: Call, { content, name, originalName }: UnsavedFile): Promise<FieldError | null> {
  if (!(await isArchive(content))) {
    const message = `${JSON.stringify(name)} mime type must be one of: ${ZIP}.`;
    return { code: "validation_invalid_mime_type", message };
  }
  if (!isStorableName(originalName)) {
    const message = `The name of the file must not be a path and must have at most ${MAX_BACKUP_NAME_BYTES} bytes.`;
    return { code: "validation_invalid_name", message };
  }
  if ((await readBackup(context, originalName)) === null) return null;
  const message = "Backup file with the specified name already exists.";
  return { code: "validation_backup_name_exists", message };
}
