import type { Engine } from "../../database/engine.ts";
import type { Interval } from "../../database/expression-dialect.ts";
import { condition } from "./find-logs.ts";
import { LOG_TABLE } from "./log-filter.ts";

type LogInterval = Interval;

export const LOG_INTERVALS: readonly LogInterval[] = ["second", "minute", "hour", "day"];

/** The latest ones: seconds of many days would be an answer without a bound. */
const MAX_COUNTS = 20_000;

interface LogCount {
  readonly date: string;
  readonly level: number;
  readonly total: number;
}

export function isLogInterval(text: string): text is LogInterval {
  return LOG_INTERVALS.some((interval) => interval === text);
}

/** The numbers of entries by interval and level, the earliest first. Intervals without entries are left out. */
export async function countLogsByLevel(
  auxiliary: Engine,
  { filter, interval }: { readonly filter: string; readonly interval: LogInterval },
): Promise<LogCount[]> {
  const { where, parameters } = condition(auxiliary, filter);
  const { expressions } = auxiliary.dialect;
  const date = expressions.startOf(interval, `"created"`);
  const rows = await auxiliary.all<LogCount>(
    `SELECT ${date} AS "date", "level", COUNT("id") AS "total" FROM "${LOG_TABLE}" WHERE ${where} ` +
      `GROUP BY "date", "level" ORDER BY "date" DESC, "level" LIMIT ${MAX_COUNTS}`,
    parameters(),
  );
  return rows.map((row) => ({ ...row, date: `${row.date}.000Z` })).toReversed();
}
