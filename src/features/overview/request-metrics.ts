import { type RouteTotal, bucketEndSeconds } from "../../lib/request-stats.ts";
import type { InstanceFigures } from "../../model/protocol/instance-figures.ts";
import { requestsOfAll } from "./instance-figures.ts";
import { counter, eachWorker } from "./metric-kinds.ts";
import { type Metric, type Sample, numberText } from "./prometheus-text.ts";

/** Of the fine buckets of durations so many make one of Prometheus': each is twice as long as the one before. */
const BUCKETS_OF_ONE = 4;

/** By route for all workers together: by worker too there would be as many times the series. */
export function requestMetrics(instances: readonly InstanceFigures[]): Metric[] {
  const { totals } = requestsOfAll(instances);
  const byStatus = totals.flatMap(({ method, path: route, statuses }) =>
    Object.entries(statuses).map(([status, value]) => ({ labels: { method, route, status }, value })),
  );
  return [
    counter("baobox_http_requests_total", "Answered requests.", byStatus),
    {
      name: "baobox_http_request_duration_seconds",
      type: "histogram",
      help: "How long requests took, streams until they began.",
      samples: totals.flatMap(durationSamples),
    },
    counter(
      "baobox_worker_http_requests_total",
      "Answered requests by worker.",
      eachWorker(instances, ({ requests }) => requests.totals.reduce((sum, total) => sum + countOf(total), 0)),
    ),
  ];
}

function countOf({ statuses }: RouteTotal): number {
  return Object.values(statuses).reduce((sum, count) => sum + count, 0);
}

function durationSamples({ method, path: route, buckets, sumMs }: RouteTotal): Sample[] {
  const samples: Sample[] = [];
  let count = 0;
  for (const [index, inBucket] of buckets.entries()) {
    count += inBucket;
    const isLast = index === buckets.length - 1;
    if (index % BUCKETS_OF_ONE !== 0 && !isLast) continue;
    const le = numberText(isLast ? Number.POSITIVE_INFINITY : Number(bucketEndSeconds(index).toPrecision(6)));
    samples.push({ suffix: "_bucket", labels: { method, route, le }, value: count });
  }
  samples.push({ suffix: "_sum", labels: { method, route }, value: sumMs / 1000 });
  samples.push({ suffix: "_count", labels: { method, route }, value: count });
  return samples;
}
