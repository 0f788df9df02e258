import type { Context } from "../../model/context.ts";
import type { Route } from "../../model/route.ts";
import { connect, SseConnection } from "./connect.ts";
import { answerDirectMessages } from "./direct-messages.ts";
import { publishChanges } from "./publish-changes.ts";
import { createRealtime } from "./realtime.ts";
import type { Realtime } from "./realtime.ts";
import { receiveChanges } from "./receive-changes.ts";
import { answerSubscribeRequests, setSubscriptions } from "./set-subscriptions.ts";

const SWEEP_MS = 5_000;

export interface RunningRealtime extends Disposable {
  readonly realtime: Realtime;
  readonly routes: readonly Route[];
  /** Ends all connections in an orderly way, so that clients connect anew elsewhere. */
  closeConnections(): void;
}

/** Starts the realtime part of an instance: it follows the records' hooks and the bus until it is disposed of. */
export function startRealtime(context: Context): RunningRealtime {
  const realtime = createRealtime(context);
  const ends = [
    publishChanges(realtime),
    receiveChanges(realtime),
    answerSubscribeRequests(realtime),
    answerDirectMessages(realtime),
  ];
  const sweep = setInterval(() => closeIdle(realtime, Date.now()), SWEEP_MS);
  sweep.unref();
  const closeConnections = (): void => {
    for (const client of [...realtime.broker.clients()]) realtime.broker.drop(client, "shutdown");
  };
  return {
    realtime,
    routes: realtimeRoutes(realtime),
    closeConnections,
    [Symbol.dispose]() {
      clearInterval(sweep);
      for (const end of ends) end();
      closeConnections();
    },
  };
}

function realtimeRoutes(realtime: Realtime): readonly Route[] {
  return [
    { method: "GET", path: "/api/realtime", skipSuccessLog: true, handle: (call) => connect(realtime, call) },
    { method: "POST", path: "/api/realtime", handle: (call) => setSubscriptions(realtime, call) },
  ];
}

function closeIdle({ broker }: Realtime, nowMs: number): void {
  for (const { connection } of [...broker.clients()]) {
    if (connection instanceof SseConnection) connection.closeIfIdle(nowMs);
  }
}
