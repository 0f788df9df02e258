import { Suspense, lazy, useMemo, useState } from "react";
import type { ReactElement } from "react";
import type { Overview } from "../../api/overview.ts";
import { navigate } from "../../state/route.ts";
import { text } from "../../texts/text.ts";
import { formatCount } from "./format.ts";
import { STATUSES, requestBars } from "./request-bars.ts";
import type { RequestBars, Status } from "./request-bars.ts";

const TimeChart = lazy(() =>
  import("../../components/time-chart.tsx").then(
    (module) => ({ default: module.TimeChart }),
    // Without the connection there are the sums all the same.
    () => ({ default: NoChart }),
  ),
);

function NoChart(): ReactElement {
  return <></>;
}

const HEIGHT_PX = 150;
const COLORS: Readonly<Record<Status, string>> = {
  succeeded: "--level-info",
  refused: "--level-warn",
  failed: "--level-error",
};

/** Requests over time, by their status. Drawing with the pointer opens the logs of that time. */
export function RequestChart({ requests }: { requests: Overview["requests"] }): ReactElement {
  const words = text.overview;
  const [point, setPoint] = useState<number | null>(null);
  const bars = useMemo(() => requestBars(requests, Date.now()), [requests]);
  const series = useMemo(
    () =>
      STATUSES.map((status) => ({
        label: words.statuses[status],
        color: COLORS[status],
        values: bars.totals[status],
      })),
    [bars, words],
  );
  const sums = STATUSES.map((status) => `${formatCount(sum(bars.totals[status]))} ${words.statuses[status]}`).join(
    ", ",
  );
  return (
    <div className="box padded">
      <p className="request-sums">
        {STATUSES.map((status) => (
          <span key={status} className={`request-sum ${status}`}>
            {`${formatCount(sum(bars.totals[status]))} ${words.statuses[status]}`}
          </span>
        ))}
      </p>
      <Suspense fallback={<div className="time-chart" />}>
        <TimeChart
          label={words.chart(sums)}
          times={bars.times}
          series={series}
          heightPx={HEIGHT_PX}
          onSelect={(fromMs, toMs) => navigate(`#/logs?from=${fromMs}&to=${toMs}`)}
          onPoint={setPoint}
        />
      </Suspense>
      <p className="chart-note">{point === null ? words.dragHint : describe(bars, point)}</p>
    </div>
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The bar under the pointer in words. */
function describe({ times, stepSeconds, totals }: RequestBars, point: number): string {
  const from = new Date((times[point] ?? 0) * 1000);
  const to = new Date(from.getTime() + stepSeconds * 1000);
  const counts = STATUSES.map(
    (status) => `${formatCount(totals[status][point] ?? 0)} ${text.overview.statuses[status]}`,
  );
  return `${from.toLocaleString()} – ${to.toLocaleTimeString()} · ${counts.join(", ")}`;
}
