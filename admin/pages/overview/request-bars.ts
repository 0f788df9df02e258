import type { Overview } from "../../api/overview.ts";

const DAY_S = 86_400;
const BARS_AT_MOST = 96;

export const STATUSES = ["succeeded", "refused", "failed"] as const;

export type Status = (typeof STATUSES)[number];

export interface RequestBars {
  /** Seconds since 1970, the beginning of each bar. */
  readonly times: readonly number[];
  readonly stepSeconds: number;
  readonly totals: Readonly<Record<Status, readonly number[]>>;
}

/** The counts as bars from the server's start to now, those of the last day at most. */
export function requestBars({ counts, since, stepSeconds }: Overview["requests"], nowMs: number): RequestBars {
  const nowS = nowMs / 1000;
  const fromS = Math.max(nowS - DAY_S, Date.parse(since) / 1000);
  // Bars of several steps where there are more steps than can be told apart.
  const step = stepSeconds * Math.max(1, Math.ceil((nowS - fromS) / stepSeconds / BARS_AT_MOST));
  const start = Math.floor(fromS / step);
  // A single bar would fill the chart.
  const length = Math.max(12, Math.floor(nowS / step) - start + 1);
  const first = Math.floor(nowS / step) - length + 1;
  const totals: Record<Status, number[]> = { succeeded: [], refused: [], failed: [] };
  for (const status of STATUSES) totals[status] = Array.from({ length }, () => 0);
  for (const count of counts) {
    const index = Math.floor(Date.parse(count.start) / 1000 / step) - first;
    if (index < 0 || index >= length) continue;
    for (const status of STATUSES) totals[status][index] = (totals[status][index] ?? 0) + count[status];
  }
  return { times: Array.from({ length }, (_, index) => (first + index) * step), stepSeconds: step, totals };
}
