import { deleteAllLogs } from "../../model/logs/cleanup-job.ts";
import type { Call } from "../../model/route.ts";

/** Deletes every entry, without hooks, as PocketBase does since 0.40. */
export async function deleteLogs(call: Call): Promise<Response> {
  const { context } = call;
  // What was logged a moment ago is deleted too.
  await context.logs.flush();
  await deleteAllLogs(context);
  return call.noContent();
}
