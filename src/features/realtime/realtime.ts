import type { Context } from "../../model/context.ts";
import { Broker } from "./broker.ts";
import { createRecordView } from "./create-record-view.ts";
import { History } from "./history.ts";
import { PendingDeletions } from "./pending-deletions.ts";
import { randomText } from "../../lib/random-text.ts";

/** Everything of realtime that one instance holds. */
export interface Realtime {
  readonly context: Context;
  /** Tells this instance from others on the bus, and from itself after a restart. */
  readonly instanceId: string;
  readonly broker: Broker;
  readonly history: History;
  readonly pendingDeletions: PendingDeletions;
}

export function createRealtime(context: Context): Realtime {
  const instanceId = randomText(12);
  return {
    context,
    instanceId,
    broker: new Broker(context, (collection, kind, subscription) =>
      createRecordView(context, { collection, kind, subscription }),
    ),
    history: new History(),
    pendingDeletions: new PendingDeletions(),
  };
}
