import { formatDate } from "../../lib/dates.ts";
import type { Context } from "../context.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** So many are deleted at a time, because a delete holds up everything else in its thread. */
const BATCH = 5000;

/** Adds the job that deletes log entries after the days of the settings, under PocketBase's name. */
export function addLogCleanup(context: Context): void {
  context.crons.add({ id: "__pbLogsCleanup__", expression: "0 */6 * * *", run: () => deleteOldLogs(context) });
}

export async function deleteOldLogs({ auxiliary, settings }: Context): Promise<void> {
  const { maxDays } = settings.current().logs;
  const before = formatDate(new Date(Date.now() - maxDays * DAY_MS));
  const old = `SELECT "id" FROM "_logs" WHERE "created" <= ? LIMIT ${BATCH}`;
  for (;;) {
    const { changes } = await auxiliary.run(`DELETE FROM "_logs" WHERE "id" IN (${old})`, [before]);
    if (changes < BATCH) return;
  }
}
