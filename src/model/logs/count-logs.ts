import type { Engine } from "../../database/engine.ts";
import { condition } from "./find-logs.ts";
import { LOG_TABLE } from "./log-filter.ts";

/** How SQLite's format writes the beginning of each interval. */
const FORMATS = {
  second: "%Y-%m-%d %H:%M:%S",
  minute: "%Y-%m-%d %H:%M:00",
  hour: "%Y-%m-%d %H:00:00",
  day: "%Y-%m-%d 00:00:00",
} as const;

type LogInterval = keyof typeof FORMATS;

export const LOG_INTERVALS = Object.keys(FORMATS) as readonly LogInterval[];

/** The latest ones: seconds of many days would be an answer without a bound. */
const MAX_COUNTS = 20_000;

interface LogCount {
  readonly date: string;
  readonly level: number;
  readonly total: number;
}

export function isLogInterval(text: string): text is LogInterval {
  return Object.hasOwn(FORMATS, text);
}

/** The numbers of entries by interval and level, the earliest first. Intervals without entries are left out. */
export async function countLogsByLevel(
  auxiliary: Engine,
  { filter, interval }: { readonly filter: string; readonly interval: LogInterval },
): Promise<LogCount[]> {
  const { where, parameters } = condition(auxiliary, filter);
  const date = auxiliary.dialect.expressions.strftime([`'${FORMATS[interval]}'`, `"created"`]);
  const rows = await auxiliary.all<LogCount>(
    `SELECT ${date} AS "date", "level", COUNT("id") AS "total" FROM "${LOG_TABLE}" WHERE ${where} ` +
      `GROUP BY "date", "level" ORDER BY "date" DESC, "level" LIMIT ${MAX_COUNTS}`,
    parameters(),
  );
  return rows.map((row) => ({ ...row, date: `${row.date}.000Z` })).toReversed();
}
