import type { EventLog } from "../../../database/event-log.ts";
import { streams } from "../../../model/protocol/bus-topics.ts";
import type { HistoryEntry, RealtimeEvent } from "../../../model/protocol/realtime-events.ts";
import { channelEvent } from "./channel-event.ts";

const PAGE = 1_000;
/** As many as an instance keeps itself: a client that missed more loads anew. */
const MAX_ENTRIES = 8_192;

interface Missed {
  readonly after: number;
  readonly last: number;
}

/** What the database still has of the events that a client missed; null where that is not all, or too much. */
export async function findLogged(events: EventLog, { after, last }: Missed): Promise<HistoryEntry[] | null> {
  const found: HistoryEntry[] = [];
  for (let seq = after; seq < last;) {
    const page = await events.after(seq, PAGE);
    if (page === null) return null;
    for (const { seq: number, name, body } of page) {
      if (number > last || name !== streams.realtime.name) continue;
      const event = historyEvent(number, JSON.parse(body) as RealtimeEvent);
      if (event !== null) found.push({ seq: number, event });
    }
    const newest = page.at(-1);
    if (newest === undefined) return null;
    if (found.length > MAX_ENTRIES) return null;
    seq = newest.seq;
  }
  return found;
}

/** Null for what is not sent again: who is on a channel is asked for anew. */
function historyEvent(seq: number, event: RealtimeEvent): HistoryEntry["event"] | null {
  if (event.kind === "record") return event;
  return event.kind === "broadcast" ? channelEvent(seq, null, event) : null;
}
