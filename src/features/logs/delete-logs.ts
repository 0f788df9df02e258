import { deleteAllLogs } from "../../model/logs/cleanup-job.ts";
import { storeLogsOfAll } from "../../model/logs/store-for-all.ts";
import type { Call } from "../../model/route.ts";

/** Deletes every entry, without hooks, as PocketBase does since 0.40. */
export async function deleteLogs(call: Call): Promise<Response> {
  const { context } = call;
  // What was logged a moment ago is deleted too, at whichever instance.
  await storeLogsOfAll(context);
  await deleteAllLogs(context);
  return call.noContent();
}
