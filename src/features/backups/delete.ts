import { badRequest } from "../../lib/api-error.ts";
import type { Call } from "../../model/route.ts";
import { readBackup } from "../../model/backups/find-backup.ts";
import { explainFailure } from "./explain-failure.ts";

export async function deleteBackup(call: Call): Promise<Response> {
  const { context } = call;
  const key = call.params["key"] ?? "";
  if (key !== "" && (await context.backupGuard.active()) === key) {
    throw badRequest("The backup is currently being used and cannot be deleted.");
  }
  await explainFailure(context, "Failed to delete backup.", async () => {
    if ((await readBackup(context, key)) === null) {
      throw badRequest("Invalid or already deleted backup file. Raw error: \nthe file was not found");
    }
    await context.backups.delete(key);
  });
  return call.noContent();
}
