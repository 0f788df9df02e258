import type { ChannelEvent, HistoryEvent } from "../../../model/protocol/realtime-events.ts";

type Broadcast = Extract<ChannelEvent, { kind: "broadcast" }>;
type SentAgain = Extract<HistoryEvent, { kind: "channel" }>;

/** The message as members get it; `settled` is up to where they have got everything, where that is not the event itself. */
export function channelEvent(seq: number, settled: number | null, broadcast: Broadcast): SentAgain {
  const { channel, from, event, data, self } = broadcast;
  const frame = { type: "broadcast", seq, settled: settled ?? undefined, channel, event, data, from };
  return { kind: "channel", channel, data: JSON.stringify(frame), exceptFor: self ? null : from.id };
}
