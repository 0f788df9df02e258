import { useEffect, useState } from "react";
import { toProblem } from "../../api/problem.ts";
import type { Problem } from "../../api/problem.ts";
import { countLogs } from "../../api/logs.ts";
import { barsOf, intervalFor, stepFor } from "./chart-data.ts";
import type { Bars } from "./chart-data.ts";
import type { TimeRange } from "./log-query.ts";

interface BarsState {
  readonly bars: Bars | null;
  readonly problem: Problem | null;
}

/** How many entries there are over the time. `range` null: from the first entry on. Counted anew with another `round`. */
export function useBars(filter: string, range: TimeRange | null, round: number): BarsState {
  const [state, setState] = useState<BarsState>({ bars: null, problem: null });
  const [fromMs, toMs] = [range?.fromMs, range?.toMs];
  useEffect(() => {
    let isCurrent = true;
    const known = fromMs === undefined || toMs === undefined ? null : { fromMs, toMs };
    loadBars(filter, known).then(
      (bars) => isCurrent && setState({ bars, problem: null }),
      (error: unknown) => isCurrent && setState((before) => ({ ...before, problem: toProblem(error) })),
    );
    return () => {
      isCurrent = false;
    };
  }, [filter, fromMs, toMs, round]);
  return state;
}

async function loadBars(filter: string, known: TimeRange | null): Promise<Bars> {
  if (known !== null) return barsOf(await countLogs(filter, intervalFor(stepFor(known))), known);
  const hours = await countLogs(filter, "hour");
  const toMs = Date.now();
  const range = { fromMs: Math.min(Date.parse(hours[0]?.date ?? ""), toMs - 60_000) || toMs - 3_600_000, toMs };
  const interval = intervalFor(stepFor(range));
  // Days are made of the hours as well.
  const isFiner = interval === "minute" || interval === "second";
  return barsOf(isFiner ? await countLogs(filter, interval) : hours, range);
}
