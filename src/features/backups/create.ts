import { badRequest } from "../../lib/api-error.ts";
import type { FieldError } from "../../lib/api-error.ts";
import { MAX_NAME_LENGTH, isBackupName } from "../../model/backups/backup-name.ts";
import { isTaken } from "../../model/backups/find-backup.ts";
import * as backups from "../../model/backups/create-backup.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { explainFailure } from "./explain-failure.ts";

/** Answers once the backup is made, which may take a while. */
export async function createBackup(call: Call): Promise<Response> {
  const { context } = call;
  await context.backupGuard.checkFree();
  const { name } = textFields(await readBody(call), ["name"]);
  const error = await explainFailure(context, "Failed to create backup.", () => check(call, name));
  if (error !== null) {
    throw badRequest("An error occurred while validating the submitted data.", { data: { name: error } });
  }
  call.keepOpen();
  await explainFailure(context, "Failed to create backup.", () => backups.createBackup(context, name));
  return call.noContent();
}

async function check({ context }: Call, name: string): Promise<FieldError | null> {
  if (name === "") return null;
  if (name.length > MAX_NAME_LENGTH) {
    const message = `The length must be between 1 and ${MAX_NAME_LENGTH}.`;
    return { code: "validation_length_out_of_range", message, params: { max: MAX_NAME_LENGTH, min: 1 } };
  }
  if (!isBackupName(name)) return { code: "validation_match_invalid", message: "Must be in a valid format." };
  if (!(await isTaken(context, name))) return null;
  const message = "The backup file name is invalid or already exists.";
  return { code: "validation_backup_name_exists", message };
}
