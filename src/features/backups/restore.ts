import { badRequest } from "../../lib/api-error.ts";
import * as backups from "../../model/backups/restore-backup.ts";
import type { Call } from "../../model/route.ts";
import { explainFailure } from "./explain-failure.ts";
import { givenKey } from "./given-key.ts";

/**
 * Refuses at once what can't be a backup. Extracting and restarting happen after the answer: the server is back with the restored
 * data after that.
 */
export async function restoreBackup(call: Call): Promise<Response> {
  const { context } = call;
  await context.backupGuard.checkFree();
  const name = call.params["key"] ?? "";
  const key = await givenKey(call);
  await explainFailure(context, "Failed to read the backup.", () => backups.checkBackup(context, name, key));
  if (context.lifecycle.restart === null) throw badRequest("Only a running server can restore a backup.");
  context.background.run(`restore the backup ${name}`, () => backups.restoreBackup(context, name, key));
  return call.noContent();
}
