import type { InstanceFigures } from "../../model/protocol/instance-figures.ts";
import { counter, eachKey, eachWorker, gauge } from "./metric-kinds.ts";
import type { Metric } from "./prometheus-text.ts";

export function realtimeMetrics(instances: readonly InstanceFigures[]): Metric[] {
  return [
    gauge(
      "baobox_realtime_clients",
      "Connected realtime clients.",
      eachKey(instances, "transport", ({ realtime }) => realtime.clients),
    ),
    counter(
      "baobox_realtime_changes_total",
      "Changes of records that clients could be told of.",
      eachWorker(instances, ({ realtime }) => realtime.changes),
    ),
    gauge(
      "baobox_realtime_changes_waiting",
      "Changes that were not sent to all clients yet.",
      eachWorker(instances, ({ realtime }) => realtime.waitingChanges),
    ),
    counter(
      "baobox_realtime_messages_total",
      "Messages to clients.",
      eachWorker(instances, ({ realtime }) => realtime.messages),
    ),
    gauge(
      "baobox_realtime_queued_bytes",
      "What waits for clients to read.",
      eachWorker(instances, ({ realtime }) => realtime.queuedBytes),
    ),
    counter(
      "baobox_realtime_slow_clients_total",
      "Clients that were dropped because they did not keep up.",
      eachWorker(instances, ({ realtime }) => realtime.slowClients),
    ),
  ];
}
