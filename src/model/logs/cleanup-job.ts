import type { Connection, SqlValue } from "../../database/engine.ts";
import { formatDate } from "../../lib/dates.ts";
import type { Context } from "../context.ts";
import { LOG_TABLE } from "./log-filter.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** So many are deleted at a time, because a delete holds up everything else in its thread. */
const BATCH = 5000;

/** Adds the job that deletes log entries after the days of the settings, under PocketBase's name. */
export function addLogCleanup(context: Context): void {
  context.crons.add({ id: "__pbLogsCleanup__", expression: "0 */6 * * *", run: () => deleteOldLogs(context) });
}

export function deleteOldLogs({ auxiliary, settings }: Context): Promise<void> {
  const { maxDays } = settings.current().logs;
  return deleteLogsUntil(auxiliary, formatDate(new Date(Date.now() - maxDays * DAY_MS)));
}

/** Those of that date too. */
export function deleteLogsUntil(auxiliary: Connection, date: string): Promise<void> {
  return deleteWhere(auxiliary, `"created" <= ?`, [date]);
}

/** Also gives the disk its space back, which is quick, as little is left to copy. */
export async function deleteAllLogs({ auxiliary }: Context): Promise<void> {
  await deleteWhere(auxiliary, "TRUE", []);
  await auxiliary.run(auxiliary.dialect.schema.vacuum(LOG_TABLE));
}

async function deleteWhere(auxiliary: Connection, condition: string, parameters: readonly SqlValue[]): Promise<void> {
  const some = `SELECT "id" FROM "_logs" WHERE ${condition} LIMIT ${BATCH}`;
  for (;;) {
    const { changes } = await auxiliary.run(`DELETE FROM "_logs" WHERE "id" IN (${some})`, [...parameters]);
    if (changes < BATCH) return;
  }
}
