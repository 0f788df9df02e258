import { useMemo } from "react";
import type { ReactElement } from "react";
import type { Overview } from "../../api/overview.ts";
import { TimeBars } from "../../components/time-bars.tsx";
import { navigate } from "../../state/route.ts";
import { formatNumber } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { STATUSES, requestBars } from "./request-bars.ts";
import type { Status } from "./request-bars.ts";

const COLORS: Readonly<Record<Status, string>> = {
  succeeded: "--level-info",
  refused: "--level-warn",
  failed: "--level-error",
};

/** Requests over time, by their status. Drawing with the pointer opens the logs of that time. */
export function RequestChart({ requests }: { requests: Overview["requests"] }): ReactElement {
  const words = text.overview;
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
  const sums = STATUSES.map((status) => `${formatNumber(sum(bars.totals[status]))} ${words.statuses[status]}`).join(
    ", ",
  );
  return (
    <div className="box padded">
      <p className="request-sums">
        {STATUSES.map((status) => (
          <span key={status} className={`request-sum ${status}`}>
            {`${formatNumber(sum(bars.totals[status]))} ${words.statuses[status]}`}
          </span>
        ))}
      </p>
      <TimeBars
        {...{ bars, series }}
        label={words.chart(sums)}
        dragHint={words.dragHint}
        onSelect={(fromMs, toMs) => navigate(`#/logs?from=${fromMs}&to=${toMs}`)}
      />
    </div>
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
