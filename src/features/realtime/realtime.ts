import type { Context } from "../../model/context.ts";
import { streams } from "../../model/protocol/bus-topics.ts";
import { Broker } from "./broker.ts";
import { createRecordView } from "./create-record-view.ts";
import { History } from "./history.ts";
import { PendingDeletions } from "./pending-deletions.ts";

/** Everything of realtime that one instance holds. */
export interface Realtime {
  readonly context: Context;
  readonly broker: Broker;
  readonly history: History;
  readonly pendingDeletions: PendingDeletions;
}

export function createRealtime(context: Context): Realtime {
  return {
    context,
    broker: new Broker(context, (collection, kind, subscription) =>
      createRecordView(context, { collection, kind, subscription }),
    ),
    history: new History(context.bus.positionOf(streams.realtime)),
    pendingDeletions: new PendingDeletions(),
  };
}
