import { badRequest } from "../../lib/api-error.ts";
import { readBackup } from "../../model/backups/find-backup.ts";
import * as backups from "../../model/backups/verify-backup.ts";
import type { Call } from "../../model/route.ts";
import { explainFailure } from "./explain-failure.ts";
import { givenKey } from "./given-key.ts";

/** Answers once the backup was read, which may take a while. Meanwhile it can't be deleted, and no other is made or restored. */
export async function verifyBackup(call: Call): Promise<Response> {
  const { context } = call;
  const name = call.params["key"] ?? "";
  const key = await givenKey(call);
  const found = await explainFailure(context, "Failed to verify the backup.", async () => {
    const archive = await readBackup(context, name);
    if (archive === null) throw badRequest("Missing or invalid backup file.");
    call.keepOpen();
    return context.backupGuard.run(name, () => backups.verifyBackup(context, archive, { key }));
  });
  return call.json(found);
}
