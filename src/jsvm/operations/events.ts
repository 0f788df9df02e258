import type { EventChanges } from "../wire.ts";
import { responseState } from "../events/response-steps.ts";
import type { Operations } from "../operation.ts";

/** What handlers do with their event. */
export const eventOperations: Operations = {
  /** Runs what is left of the chain, with what the handler changed so far. */
  async "event.next"({ frame, args, records }) {
    frame.applyChanges(args[0] as EventChanges, records);
    await frame.event?.next();
    return frame.event?.news(frame);
  },

  /** Writes what the handler has written to the answer so far. */
  "event.flush"({ frame, args, records }) {
    frame.applyChanges(args[0] as EventChanges, records);
    return { props: {}, records: {}, ...responseState(frame.event?.call ?? null) };
  },

  /** Who is signed in; null for nobody. */
  "event.auth"({ frame }) {
    const auth = frame.event?.call?.auth ?? frame.event?.request?.auth ?? null;
    return auth === null ? null : frame.known.send(auth);
  },

  "event.get"({ frame, args }) {
    return dataOf(frame.event?.call, frame.parts.requestData)?.get(String(args[0])) ?? null;
  },

  "event.set"({ frame, args }) {
    dataOf(frame.event?.call, frame.parts.requestData)?.set(String(args[0]), args[1]);
  },

  "event.all": ({ frame }) => Object.fromEntries(dataOf(frame.event?.call, frame.parts.requestData) ?? []),
};

/** Values that handlers of one request keep for each other. */
function dataOf<Call extends object>(
  call: Call | null | undefined,
  all: WeakMap<Call, Map<string, unknown>>,
): Map<string, unknown> | null {
  if (call === null || call === undefined) return null;
  let data = all.get(call);
  if (data === undefined) all.set(call, (data = new Map()));
  return data;
}
