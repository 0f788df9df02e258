import { Suspense, lazy, useMemo, useState } from "react";
import type { ReactElement } from "react";
import type { Problem } from "../../api/client.ts";
import { formatNumber, formatRange } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { sumOf } from "./chart-data.ts";
import type { Bars } from "./chart-data.ts";
import { LEVELS } from "./log-levels.ts";
import type { Level } from "./log-levels.ts";
import type { TimeRange } from "./log-query.ts";

const TimeChart = lazy(() =>
  import("../../components/time-chart.tsx").then(
    (module) => ({ default: module.TimeChart }),
    // Without the connection, or in a browser that the chart does not run in, there is the list all the same.
    () => ({ default: NoChart }),
  ),
);

function NoChart(): ReactElement {
  return <></>;
}

const HEIGHT_PX = 150;
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
  const [point, setPoint] = useState<number | null>(null);
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
      <Suspense fallback={<div className="time-chart" />}>
        {bars === null ? (
          <div className="time-chart" />
        ) : (
          <TimeChart
            label={label}
            times={bars.times}
            series={series}
            heightPx={HEIGHT_PX}
            onSelect={(fromMs, toMs) => onZoom({ fromMs, toMs })}
            onPoint={setPoint}
          />
        )}
      </Suspense>
      <p className={problem === null ? "chart-note" : "chart-note error"}>
        {problem?.message ?? (bars === null || point === null ? text.logs.dragHint : describe(bars, levels, point))}
      </p>
    </div>
  );
}

/** The bar under the pointer in words. */
function describe({ times, stepSeconds, totals }: Bars, levels: readonly Level[], point: number): string {
  const from = new Date((times[point] ?? 0) * 1000);
  const to = new Date(from.getTime() + stepSeconds * 1000);
  const counts = levels
    .map((level) => [level, totals[level][point] ?? 0] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${formatNumber(count)} ${text.logs.level[level]}`);
  return `${formatRange(from, to)} · ${counts.length === 0 ? text.logs.nothing : counts.join(", ")}`;
}
