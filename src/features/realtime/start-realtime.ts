import type { Context } from "../../model/context.ts";
import { streams } from "../../model/protocol/bus-topics.ts";
import type { Route } from "../../model/route.ts";
import { answerInspection } from "./list-clients.ts";
import { SseConnection } from "./connect.ts";
import { answerDirectMessages } from "./direct-messages.ts";
import { publishChanges } from "./publish-changes.ts";
import { createRealtime } from "./realtime.ts";
import type { Realtime } from "./realtime.ts";
import { receiveChanges } from "./receive-changes.ts";
import { Gateway } from "./socket/gateway.ts";
import { realtimeRoutes } from "./routes.ts";
import { answerServer } from "./server-messages.ts";
import { answerSubscribeRequests } from "./set-subscriptions.ts";

const SWEEP_MS = 5_000;

export interface RunningRealtime extends Disposable {
  readonly realtime: Realtime;
  readonly routes: readonly Route[];
  /** Does what is due: ends idle streams, signs out whose token has expired or whose collection is gone. */
  sweep(nowMs: number): void;
  /** Ends all connections in an orderly way, so that clients connect anew elsewhere. */
  closeConnections(): void;
}

/** Starts the realtime part of an instance: it follows the records' hooks and the bus until it is disposed of. */
export function startRealtime(context: Context): RunningRealtime {
  const realtime = createRealtime(context);
  const ends = [
    realtime.use.start(),
    publishChanges(realtime),
    receiveChanges(realtime),
    answerInspection(realtime),
    answerSubscribeRequests(realtime),
    answerDirectMessages(realtime),
    answerServer(realtime),
    watchSignIns(realtime),
  ];
  const gateway = new Gateway(realtime);
  const sweep = (nowMs: number): void => {
    closeIdle(realtime, nowMs);
    realtime.broker.signIns.check();
    gateway.sweep(nowMs);
  };
  const timer = setInterval(() => sweep(Date.now()), SWEEP_MS);
  timer.unref();
  const closeConnections = (): void => {
    for (const client of realtime.broker.clients()) realtime.broker.drop(client, "shutdown");
  };
  // The clients missed something; connecting anew they resume, or load anew.
  const startOver = (): void => {
    closeConnections();
    const position = context.bus.positionOf(streams.realtime);
    realtime.history.startOver(position);
    realtime.broker.progress.startOver(position.seq);
  };
  ends.push(context.bus.onBreak("entries", startOver));
  return {
    realtime,
    routes: realtimeRoutes(realtime, gateway),
    sweep,
    closeConnections,
    [Symbol.dispose]() {
      clearInterval(timer);
      for (const end of ends) end();
      closeConnections();
      gateway[Symbol.dispose]();
      realtime.broker.turns.close();
    },
  };
}

/** At once where the change is made; other instances notice it with the next event or sweep. */
function watchSignIns({ broker, context: { hooks } }: Realtime): () => void {
  const handler = {
    id: "realtime",
    async run(event: { next(): Promise<void> }) {
      broker.signIns.check();
      await event.next();
    },
  };
  const ends = [
    hooks.onCollectionAfterUpdateSuccess.bind(handler),
    hooks.onCollectionAfterDeleteSuccess.bind(handler),
    hooks.onSettingsReload.bind({ ...handler, priority: 99 }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function closeIdle({ broker }: Realtime, nowMs: number): void {
  for (const { connection } of broker.clients()) {
    if (connection instanceof SseConnection) connection.closeIfOver(nowMs);
  }
}
