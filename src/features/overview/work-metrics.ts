import type { CacheCounts } from "../../lib/cache-counts.ts";
import type { InstanceFigures } from "../../model/protocol/instance-figures.ts";
import { lastRuns } from "./instance-figures.ts";
import type { BackupsFound } from "./measure-storage.ts";
import { counter, eachKey, gauge, workMetrics, processLabels } from "./metric-kinds.ts";
import type { Metric, Sample } from "./prometheus-text.ts";

/** Plugins and hook files may make any number of jobs. */
const MAX_JOBS = 200;

export function jobMetrics(instances: readonly InstanceFigures[]): Metric[] {
  const runs = [...lastRuns(instances).values()].slice(0, MAX_JOBS);
  const shown = new Set(runs.map(({ id }) => id));
  const of = (value: (run: (typeof runs)[number]) => number): Sample[] =>
    runs.map((run) => ({ labels: { job: run.id }, value: value(run) }));
  const all = instances.flatMap((instance) =>
    instance.jobs
      .filter(({ id }) => shown.has(id))
      .map(({ id, counts }) => ({ labels: { ...processLabels(instance), job: id }, counts })),
  );
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
    ...workMetrics({ name: "baobox_job_runs", what: "Runs of jobs" }, all),
  ];
}

export function mailMetrics(instances: readonly InstanceFigures[]): Metric[] {
  return workMetrics(
    { name: "baobox_mails", what: "Mails that were handed over" },
    instances.map((instance) => ({ labels: processLabels(instance), counts: instance.mails })),
  );
}

/** Of both stores, be they folders or buckets. */
export function storageMetrics(instances: readonly InstanceFigures[]): Metric[] {
  const all = instances.flatMap((instance) =>
    Object.entries(instance.stores).flatMap(([store, actions]) =>
      Object.entries(actions).map(([action, counts]) => ({
        labels: { ...processLabels(instance), store, action },
        counts,
      })),
    ),
  );
  return workMetrics({ name: "baobox_storage_operations", what: "Reads, writes and deletions of stored files" }, all);
}

/** `found` is null where the store can't be read. */
export function backupMetrics(instances: readonly InstanceFigures[], found: BackupsFound | null): Metric[] {
  const made = workMetrics(
    { name: "baobox_backup_runs", what: "Backups that were made" },
    instances.map((instance) => ({ labels: processLabels(instance), counts: instance.backups })),
  );
  if (found === null) return made;
  const { files, bytes, latest } = found;
  const stored = [
    ...made,
    gauge("baobox_backups", "Stored backups.", [{ labels: {}, value: files }]),
    gauge("baobox_backups_size_bytes", "The size of all backups.", [{ labels: {}, value: bytes }]),
  ];
  if (latest === "") return stored;
  const value = Date.parse(latest.replace(" ", "T")) / 1000;
  return [
    ...stored,
    gauge("baobox_backup_latest_timestamp_seconds", "When the latest backup was made.", [{ labels: {}, value }]),
  ];
}

export function cacheMetrics(instances: readonly InstanceFigures[]): Metric[] {
  const of = (kind: "hits" | "misses") =>
    eachKey(instances, "cache", ({ caches }) =>
      Object.fromEntries(Object.keys(caches).map((name) => [name, caches[name as keyof CacheCounts][kind]])),
    );
  return [
    counter("baobox_cache_hits_total", "Questions that a cache answered.", of("hits")),
    counter("baobox_cache_misses_total", "Questions that a cache had no answer to.", of("misses")),
  ];
}

export function logMetrics(instances: readonly InstanceFigures[]): Metric[] {
  return [
    counter(
      "baobox_log_entries_total",
      "Log entries by level.",
      eachKey(instances, "level", ({ logs }) => logs),
    ),
  ];
}
