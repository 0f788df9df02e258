import type { Context } from "../../model/context.ts";
import type { InstanceFigures } from "../../model/protocol/instance-figures.ts";
import { gauge, processLabels } from "./metric-kinds.ts";
import type { Metric } from "./prometheus-text.ts";

/** Of servers that share a database. */
export function nodeMetrics({ nodes }: Pick<Context, "nodes">, instances: readonly InstanceFigures[]): Metric[] {
  if (nodes === null) return [];
  const leaders = nodes.list().map(({ name, isLeader }) => ({ labels: { node: name }, value: Number(isLeader) }));
  const lags = instances.flatMap((instance) => {
    const { eventsLagMs } = instance;
    return eventsLagMs === null ? [] : [{ labels: processLabels(instance), value: eventsLagMs / 1000 }];
  });
  return [
    gauge("baobox_node_leader", "1 for the node that counts what counts for all, 0 for the others.", leaders),
    gauge("baobox_node_lag_seconds", "How far a node is behind what others have committed.", lags),
  ];
}
