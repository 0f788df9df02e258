import { useMemo } from "react";
import type { ReactElement } from "react";
import type { Problem } from "../../api/problem.ts";
import { TimeBars } from "../../components/time-bars.tsx";
import { text } from "../../texts/text.ts";
import { sumOf } from "./chart-data.ts";
import type { Bars } from "./chart-data.ts";
import { LEVELS } from "./log-levels.ts";
import type { Level } from "./log-levels.ts";
import type { TimeRange } from "./log-query.ts";

const COLORS: Readonly<Record<Level, string>> = {
  debug: "--level-debug",
  info: "--level-info",
  warn: "--level-warn",
  error: "--level-error",
};

interface LogChartProps {
  readonly bars: Bars | null;
  readonly problem: Problem | null;
  readonly levels: readonly Level[];
  readonly onZoom: (range: TimeRange) => void;
}

/** The entries over the time, by level. Drawing with the pointer zooms into a part of it. */
export function LogChart({ bars, problem, levels, onZoom }: LogChartProps): ReactElement {
  const key = levels.join();
  const series = useMemo(
    () =>
      LEVELS.filter((level) => key.split(",").includes(level)).map((level) => ({
        label: text.logs.level[level],
        color: COLORS[level],
        values: bars?.totals[level] ?? [],
      })),
    [bars, key],
  );
  const label =
    bars === null ? text.common.loading : text.logs.chart(levels.map((level) => [level, sumOf(bars, level)]));
  return (
    <div className="log-chart">
      <TimeBars
        {...{ label, bars, series }}
        problem={problem?.message}
        dragHint={text.logs.dragHint}
        onSelect={(fromMs, toMs) => onZoom({ fromMs, toMs })}
      />
    </div>
  );
}
