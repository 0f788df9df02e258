import { hostname } from "node:os";
import { version } from "../../../package.json";
import { POCKETBASE_VERSION } from "../../lib/pocketbase-version.ts";
import type { Context } from "../../model/context.ts";
import type { InstanceFigures } from "../../model/protocol/instance-figures.ts";
import { databaseMetrics } from "./database-metrics.ts";
import { askForFigures } from "./instance-figures.ts";
import { findRecentBackups, measureDatabases } from "./measure-storage.ts";
import { counter, eachWorker, gauge } from "./metric-kinds.ts";
import { type Metric, prometheusText } from "./prometheus-text.ts";
import { nodeMetrics } from "./node-metrics.ts";
import { realtimeMetrics } from "./realtime-metrics.ts";
import { requestMetrics } from "./request-metrics.ts";
import { backupMetrics, cacheMetrics, jobMetrics, logMetrics, mailMetrics, storageMetrics } from "./work-metrics.ts";

/** How long a store that is slow to list its backups is waited for: Prometheus ends a scrape after 10 s. */
const BACKUPS_LIMIT_MS = 3_000;

/** All metrics of the server, those of its workers together, in Prometheus' text form. */
export async function metricsText(context: Context): Promise<string> {
  const [figures, databases, backups] = await Promise.all([
    askForFigures(context),
    measureDatabases(context),
    findRecentBackups(context, BACKUPS_LIMIT_MS),
  ]);
  const instances = figures.toSorted((a, b) => a.number - b.number || ((a.node ?? "") < (b.node ?? "") ? -1 : 1));
  const sizes = databases.map(({ kind, name, bytes }) => ({ labels: { [kind]: name }, value: bytes }));
  const labels = { version, pocketbase: POCKETBASE_VERSION, node: hostname() };
  return prometheusText([
    gauge("baobox_info", "The version of the server.", [{ labels, value: 1 }]),
    ...requestMetrics(instances),
    gauge(
      "baobox_database_size_bytes",
      "The size of the databases: of SQLite by file, of PostgreSQL by schema.",
      sizes,
    ),
    ...databaseMetrics(instances),
    ...cacheMetrics(instances),
    ...realtimeMetrics(instances),
    ...jobMetrics(instances),
    ...mailMetrics(instances),
    ...storageMetrics(instances),
    ...backupMetrics(instances, backups),
    ...logMetrics(instances),
    ...processMetrics(instances),
    ...nodeMetrics(context, instances),
  ]);
}

function processMetrics(instances: readonly InstanceFigures[]): Metric[] {
  return [
    gauge(
      "baobox_process_resident_memory_bytes",
      "Resident memory.",
      eachWorker(instances, ({ process }) => process.memoryBytes),
    ),
    gauge(
      "baobox_process_heap_bytes",
      "Memory of JavaScript's objects.",
      eachWorker(instances, ({ process }) => process.heapBytes),
    ),
    counter(
      "baobox_process_cpu_seconds_total",
      "User and system time.",
      eachWorker(instances, ({ process }) => process.cpuSeconds),
    ),
    gauge(
      "baobox_process_start_time_seconds",
      "When the process was started.",
      eachWorker(instances, ({ process }) => process.startedMs / 1000),
    ),
    ...loopMetrics(instances),
  ];
}

/** Since the metrics were read before. */
function loopMetrics(instances: readonly InstanceFigures[]): Metric[] {
  return [
    gauge(
      "baobox_event_loop_delay_max_seconds",
      "The longest that the event loop stood still since the metrics were read before.",
      eachWorker(instances, ({ process }) => process.maxLoopDelayMs / 1000),
    ),
    gauge(
      "baobox_event_loop_delay_p99_seconds",
      "The delay that 99 of 100 looks at the event loop stayed below since the metrics were read before.",
      eachWorker(instances, ({ process }) => process.p99LoopDelayMs / 1000),
    ),
    gauge(
      "baobox_event_loop_delay_mean_seconds",
      "The average delay of the event loop since the metrics were read before.",
      eachWorker(instances, ({ process }) => process.meanLoopDelayMs / 1000),
    ),
  ];
}
