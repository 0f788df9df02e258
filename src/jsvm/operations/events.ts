import { RecordModel } from "../../model/records/record.ts";
import type { Frame } from "../frame.ts";
import type { EventChanges, SentRecord } from "../wire.ts";
import { responseState } from "../events/response-steps.ts";
import type { Operations } from "../operation.ts";

/** What handlers do with their event. */
export const eventOperations: Operations = {
  /** Runs what is left of the chain, with what the handler changed so far. */
  async "event.next"({ context, frame, args, records }) {
    frame.applyChanges(args[0] as EventChanges, records);
    const isWithin = context.transaction !== null && frame.event?.context.transaction === null;
    await frame.parts.pool.inChain(() => frame.event?.next(isWithin ? context : undefined));
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
    return encodeKept(dataOf(frame.event?.call, frame.parts.requestData)?.get(String(args[0])), frame);
  },

  "event.set"({ frame, args }) {
    dataOf(frame.event?.call, frame.parts.requestData)?.set(String(args[0]), args[1]);
  },

  "event.setRecord"(call) {
    const { frame } = call;
    dataOf(frame.event?.call, frame.parts.requestData)?.set(call.text(0), call.record(1));
  },

  "event.all": ({ frame }) =>
    Object.fromEntries(
      [...(dataOf(frame.event?.call, frame.parts.requestData) ?? [])].map(([key, value]) => [
        key,
        encodeKept(value, frame),
      ]),
    ),
};

/** What `get` answers: a record, which stays the server's so that handlers share it, or anything else. */
function encodeKept(value: unknown, frame: Frame): { readonly record?: SentRecord; readonly value?: unknown } {
  return value instanceof RecordModel ? { record: frame.known.send(value) } : { value: value ?? null };
}

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
