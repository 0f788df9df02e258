import type { Context } from "../../model/context.ts";
import { streams } from "../../model/protocol/bus-topics.ts";
import { Broker } from "./broker.ts";
import { createChangeView } from "./create-change-view.ts";
import { History } from "./event-history.ts";
import { RealtimeUse } from "./realtime-use.ts";
import { PendingDeletions } from "./pending-deletions.ts";

/** Everything of realtime that one instance holds. */
export interface Realtime {
  readonly context: Context;
  readonly broker: Broker;
  readonly history: History;
  readonly pendingDeletions: PendingDeletions;
  readonly use: RealtimeUse;
}

export function createRealtime(context: Context): Realtime {
  return {
    context,
    broker: new Broker(context, (collection, kind, subscription) =>
      createChangeView(context, { collection, kind, subscription }),
    ),
    history: new History(context.bus.positionOf(streams.realtime)),
    pendingDeletions: new PendingDeletions(),
    use: new RealtimeUse(context.bus),
  };
}
