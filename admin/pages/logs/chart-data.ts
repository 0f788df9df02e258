import type { Interval, LogCount } from "../../api/logs.ts";
import { LEVELS, levelOf } from "./log-levels.ts";
import type { Level } from "./log-levels.ts";
import type { TimeRange } from "./log-query.ts";

/** Steps that people read well. */
const STEPS_S = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
];
const BARS_AT_MOST = 90;
const DAY_S = 86_400;

export interface Bars {
  /** Seconds since 1970, the beginning of each bar. */
  readonly times: readonly number[];
  readonly stepSeconds: number;
  readonly totals: Readonly<Record<Level, readonly number[]>>;
}

export function stepFor({ fromMs, toMs }: TimeRange): number {
  const seconds = (toMs - fromMs) / 1000;
  return STEPS_S.find((step) => seconds / step <= BARS_AT_MOST) ?? Math.ceil(seconds / BARS_AT_MOST / DAY_S) * DAY_S;
}

/** The largest interval of the server that bars can be made of. */
export function intervalFor(stepSeconds: number): Interval {
  if (stepSeconds < 60) return "second";
  if (stepSeconds < 3600) return "minute";
  return stepSeconds < DAY_S ? "hour" : "day";
}

/** The counts as bars over the whole range, also where there are none. */
export function barsOf(counts: readonly LogCount[], range: TimeRange): Bars {
  const step = stepFor(range);
  const start = Math.floor(range.fromMs / 1000 / step);
  const length = Math.max(1, Math.floor(range.toMs / 1000 / step) - start + 1);
  const totals: Record<Level, number[]> = { debug: [], info: [], warn: [], error: [] };
  for (const level of LEVELS) totals[level] = Array.from({ length }, () => 0);
  for (const { date, level, total } of counts) {
    const index = Math.floor(Date.parse(date) / 1000 / step) - start;
    const bars = totals[levelOf(level)];
    if (index >= 0 && index < length) bars[index] = (bars[index] ?? 0) + total;
  }
  return { times: Array.from({ length }, (_, index) => (start + index) * step), stepSeconds: step, totals };
}

export function sumOf(bars: Bars, level: Level): number {
  return bars.totals[level].reduce((sum, count) => sum + count, 0);
}
