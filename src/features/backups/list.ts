import { badRequest } from "../../lib/api-error.ts";
import { formatDate } from "../../lib/dates.ts";
import type { Call } from "../../model/route.ts";

export async function listBackups(call: Call): Promise<Response> {
  const items: { modified: string; key: string; size: number }[] = [];
  try {
    for await (const { key, size, modified } of call.context.backups.list("")) {
      items.push({ modified: formatDate(modified), key, size });
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "";
    throw badRequest(`Failed to retrieve backup items. Raw error: \n${reason}`, { cause });
  }
  return call.json(items);
}
