import { version } from "../../../package.json";
import { type RouteTotal, bucketEndSeconds } from "../../lib/request-stats.ts";
import type { Context } from "../../model/context.ts";
import type { InstanceFigures } from "../../model/protocol/instance-figures.ts";
import { askForFigures, lastRuns, requestsOfAll } from "./instance-figures.ts";
import { findBackups, measureDatabases } from "./measure-storage.ts";
import { type Metric, type Sample, numberText, prometheusText } from "./prometheus-text.ts";

/** Of the fine buckets of durations so many make one of Prometheus': each is twice as long as the one before. */
const BUCKETS_OF_ONE = 4;

/** All metrics of the server, those of its workers together, in Prometheus' text form. */
export async function metricsText(context: Context): Promise<string> {
  const [figures, databases, backups] = await Promise.all([
    askForFigures(context),
    measureDatabases(context),
    findBackups(context),
  ]);
  const instances = figures.toSorted((a, b) => a.number - b.number);
  const metrics: Metric[] = [
    gauge("baobox_info", "The version of the server.", [{ labels: { version }, value: 1 }]),
    ...requestMetrics(requestsOfAll(instances).totals),
    gauge(
      "baobox_database_size_bytes",
      "The size of the database files.",
      Object.entries(databases).map(([file, value]) => ({ labels: { file }, value })),
    ),
    ...databaseMetrics(instances),
    perWorker(instances, {
      name: "baobox_realtime_clients",
      help: "Connected realtime clients.",
      of: ({ realtimeClients }) => realtimeClients,
    }),
    ...jobMetrics(instances),
    logMetric(instances),
    ...(backups === null ? [] : backupMetrics(backups)),
    ...processMetrics(instances),
  ];
  return prometheusText(metrics);
}

function requestMetrics(totals: readonly RouteTotal[]): Metric[] {
  const byStatus = totals.flatMap(({ method, path: route, statuses }) =>
    Object.entries(statuses).map(([status, value]) => ({ labels: { method, route, status }, value })),
  );
  return [
    { name: "baobox_http_requests_total", type: "counter", help: "Answered requests.", samples: byStatus },
    {
      name: "baobox_http_request_duration_seconds",
      type: "histogram",
      help: "How long requests took, streams until they began.",
      samples: totals.flatMap(durationSamples),
    },
  ];
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

function databaseMetrics(instances: readonly InstanceFigures[]): Metric[] {
  const places = ["loop", "thread", "process"] as const;
  return [
    {
      name: "baobox_database_reads_total",
      type: "counter",
      help: "Reads by where they ran: in the event loop, or in a thread or process because they take long.",
      samples: instances.flatMap(({ number: worker, database }) =>
        places.map((place) => ({ labels: { worker, place }, value: database.reads[place] })),
      ),
    },
    perWorker(instances, {
      name: "baobox_database_reads_waiting",
      help: "Long reads that wait for a thread or process.",
      of: ({ database }) => database.readsWaiting,
    }),
    perWorker(instances, {
      name: "baobox_database_readers",
      help: "Threads and processes that read.",
      of: ({ database }) => database.readers,
    }),
    perWorker(instances, {
      name: "baobox_database_writes_waiting",
      help: "Transactions that wait for their turn.",
      of: ({ database }) => database.writesWaiting,
    }),
    {
      ...perWorker(instances, {
        name: "baobox_database_commits_total",
        help: "Committed transactions.",
        of: ({ database }) => database.commits,
      }),
      type: "counter",
    },
  ];
}

function jobMetrics(instances: readonly InstanceFigures[]): Metric[] {
  const runs = [...lastRuns(instances).values()];
  const of = (value: (run: (typeof runs)[number]) => number): Sample[] =>
    runs.map((run) => ({ labels: { job: run.id }, value: value(run) }));
  return [
    gauge(
      "baobox_job_last_run_timestamp_seconds",
      "When a job began the last time.",
      of(({ startedMs }) => startedMs / 1000),
    ),
    gauge(
      "baobox_job_last_duration_seconds",
      "How long a job took the last time.",
      of(({ durationMs }) => durationMs / 1000),
    ),
    gauge(
      "baobox_job_last_success",
      "1 where a job succeeded the last time, else 0.",
      of(({ error }) => Number(error === null)),
    ),
  ];
}

function logMetric(instances: readonly InstanceFigures[]): Metric {
  return {
    name: "baobox_log_entries_total",
    type: "counter",
    help: "Log entries by level.",
    samples: instances.flatMap(({ number: worker, logs }) =>
      Object.entries(logs).map(([level, value]) => ({ labels: { worker, level }, value })),
    ),
  };
}

function backupMetrics({ files, bytes, latest }: NonNullable<Awaited<ReturnType<typeof findBackups>>>): Metric[] {
  const metrics = [
    gauge("baobox_backups", "Stored backups.", [{ labels: {}, value: files }]),
    gauge("baobox_backups_size_bytes", "The size of all backups.", [{ labels: {}, value: bytes }]),
  ];
  if (latest === "") return metrics;
  const value = Date.parse(latest.replace(" ", "T")) / 1000;
  return [
    ...metrics,
    gauge("baobox_backup_latest_timestamp_seconds", "When the latest backup was made.", [{ labels: {}, value }]),
  ];
}

function processMetrics(instances: readonly InstanceFigures[]): Metric[] {
  return [
    perWorker(instances, {
      name: "baobox_process_resident_memory_bytes",
      help: "Resident memory.",
      of: ({ process }) => process.memoryBytes,
    }),
    {
      ...perWorker(instances, {
        name: "baobox_process_cpu_seconds_total",
        help: "User and system time.",
        of: ({ process }) => process.cpuSeconds,
      }),
      type: "counter",
    },
    perWorker(instances, {
      name: "baobox_process_start_time_seconds",
      help: "When the process was started.",
      of: ({ process }) => process.startedMs / 1000,
    }),
    perWorker(instances, {
      name: "baobox_event_loop_delay_max_seconds",
      help: "The longest that the event loop stood still since the metrics were read before.",
      of: ({ process }) => process.maxLoopDelayMs / 1000,
    }),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: "gauge", help, samples };
}

interface WorkerMetric {
  readonly name: string;
  readonly help: string;
  readonly of: (instance: InstanceFigures) => number;
}

function perWorker(instances: readonly InstanceFigures[], { name, help, of }: WorkerMetric): Metric {
  const samples = instances.map((instance) => ({ labels: { worker: instance.number }, value: of(instance) }));
  return gauge(name, help, samples);
}
