import type { ReadPlace } from "../../database/engine.ts";
import type { InstanceFigures } from "../../model/protocol/instance-figures.ts";
import { counter, eachKey, eachWorker, gauge, processLabels } from "./metric-kinds.ts";
import type { Metric } from "./prometheus-text.ts";

const PLACES: readonly ReadPlace[] = ["loop", "thread", "process"];

/** Of data.db. */
export function databaseMetrics(instances: readonly InstanceFigures[]): Metric[] {
  return [...readMetrics(instances), ...writeMetrics(instances)];
}

function readMetrics(instances: readonly InstanceFigures[]): Metric[] {
  return [
    counter(
      "baobox_database_reads_total",
      "Reads by where they ran: in the event loop, or in a thread or process because they take long.",
      eachKey(instances, "place", ({ database }) => database.reads),
    ),
    {
      name: "baobox_database_read_duration_seconds",
      type: "summary",
      help: "How long reads took by where they ran, without what they waited.",
      samples: instances.flatMap((instance) =>
        PLACES.flatMap((place) => {
          const { reads, readSeconds } = instance.database;
          const labels = { ...processLabels(instance), place };
          return [
            { suffix: "_sum", labels, value: readSeconds[place] },
            { suffix: "_count", labels, value: reads[place] },
          ];
        }),
      ),
    },
    counter(
      "baobox_database_statements_total",
      "Reads by class: quick ones scan little, tried ones may take long, long ones do, and unstoppable ones need a process.",
      eachKey(instances, "class", ({ database }) => database.readClasses),
    ),
    counter(
      "baobox_database_failed_trials_total",
      "Reads that took too long for the event loop and went on in a thread.",
      eachWorker(instances, ({ database }) => database.failedTrials),
    ),
    gauge(
      "baobox_database_reads_waiting",
      "Long reads that wait for a thread or process.",
      eachWorker(instances, ({ database }) => database.readsWaiting),
    ),
    counter(
      "baobox_database_read_wait_seconds_total",
      "How long reads waited for a thread or process.",
      eachWorker(instances, ({ database }) => database.readWaitSeconds),
    ),
    gauge(
      "baobox_database_readers",
      "Threads and processes that read.",
      eachWorker(instances, ({ database }) => database.readers),
    ),
  ];
}

function writeMetrics(instances: readonly InstanceFigures[]): Metric[] {
  return [
    gauge(
      "baobox_database_writes_waiting",
      "Transactions that wait for their turn.",
      eachWorker(instances, ({ database }) => database.writesWaiting),
    ),
    counter(
      "baobox_database_write_wait_seconds_total",
      "How long transactions waited for their turn.",
      eachWorker(instances, ({ database }) => database.writeWaitSeconds),
    ),
    counter(
      "baobox_database_writer_busy_seconds_total",
      "How long transactions were open. SQLite has one at a time, so a rate near 1 is its limit.",
      eachWorker(instances, ({ database }) => database.writerBusySeconds),
    ),
    counter(
      "baobox_database_commits_total",
      "Committed transactions.",
      eachWorker(instances, ({ database }) => database.commits),
    ),
    counter(
      "baobox_database_rollbacks_total",
      "Transactions that were rolled back.",
      eachWorker(instances, ({ database }) => database.rollbacks),
    ),
  ];
}
