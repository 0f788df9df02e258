import { Suspense, lazy, useState } from "react";
import type { ReactElement } from "react";
import { formatNumber, formatRange } from "../texts/format.ts";
import { text } from "../texts/text.ts";
import type { ChartSeries } from "./time-chart.tsx";

const TimeChart = lazy(() =>
  import("./time-chart.tsx").then(
    (module) => ({ default: module.TimeChart }),
    // Without the connection, or in a browser that the chart does not run in, there is the rest of the page all the same.
    () => ({ default: NoChart }),
  ),
);

function NoChart(): ReactElement {
  return <></>;
}

const HEIGHT_PX = 150;

interface TimeBarsProps {
  /** Says in words what is to be seen. */
  readonly label: string;
  /** Null until they are known. */
  readonly bars: { readonly times: readonly number[]; readonly stepSeconds: number } | null;
  readonly series: readonly ChartSeries[];
  readonly problem?: string | undefined;
  /** What drawing with the pointer does. */
  readonly dragHint: string;
  readonly onSelect: (fromMs: number, toMs: number) => void;
}

/** Counts over time, and below them in words the bar under the pointer. */
export function TimeBars({ label, bars, series, problem, dragHint, onSelect }: TimeBarsProps): ReactElement {
  const [point, setPoint] = useState<number | null>(null);
  return (
    <>
      <Suspense fallback={<div className="time-chart" />}>
        {bars === null ? (
          <div className="time-chart" />
        ) : (
          <TimeChart {...{ label, series, onSelect }} times={bars.times} heightPx={HEIGHT_PX} onPoint={setPoint} />
        )}
      </Suspense>
      <p className={problem === undefined ? "chart-note" : "chart-note error"}>
        {problem ?? (bars === null || point === null ? dragHint : describe(bars, series, point))}
      </p>
    </>
  );
}

function describe(
  { times, stepSeconds }: NonNullable<TimeBarsProps["bars"]>,
  series: readonly ChartSeries[],
  point: number,
): string {
  const from = new Date((times[point] ?? 0) * 1000);
  const to = new Date(from.getTime() + stepSeconds * 1000);
  const counts = series
    .map(({ label, values }) => [label, values[point] ?? 0] as const)
    .filter(([, count]) => count > 0)
    .map(([label, count]) => `${formatNumber(count)} ${label}`);
  return `${formatRange(from, to)} · ${counts.length === 0 ? text.common.nothing : counts.join(", ")}`;
}
