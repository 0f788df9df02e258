import { forbidden, notFound } from "../../lib/api-error.ts";
import { serveBlob } from "../../lib/serve-blob.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import { isAddressAllowed } from "../../model/auth/superuser-address.ts";
import { verifyToken } from "../../model/auth/tokens.ts";
import { readBackup } from "../../model/backups/find-backup.ts";
import type { Call } from "../../model/route.ts";
import { explainFailure } from "./explain-failure.ts";

/** Takes the file token of a superuser. */
export async function downloadBackup(call: Call): Promise<Response> {
  if (!(await isAllowed(call))) throw forbidden("Insufficient permissions to access the resource.");
  const key = call.params["key"] ?? "";
  call.keepOpen();
  return explainFailure(call.context, "Failed to read the backup.", async () => {
    const blob = await readBackup(call.context, key);
    if (blob === null) throw notFound();
    return serveBlob(call.request, blob, { name: key, isAttachment: true });
  });
}

async function isAllowed(call: Call): Promise<boolean> {
  const token = call.query.get("token") ?? "";
  const verified = token === "" ? null : await verifyToken(call.context, token, "file");
  if (verified === null || !isSuperuser(verified.record)) return false;
  return isAddressAllowed(call.context, verified.record, call);
}
