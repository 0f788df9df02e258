import type { LoggedEvent } from "../../event-log.ts";
import { type EventLink, numbered, sizeOf } from "./event-link.ts";

const MAX_BATCHES = 20;

interface Range {
  /** The number before the first one. */
  readonly after: number;
  /** The last number. */
  readonly end: number;
  readonly limit: number;
}

/** The first entries of a range; null where some of them have been deleted. */
export async function readAfter(link: EventLink, { after, end, limit }: Range): Promise<LoggedEvent[] | null> {
  const found: LoggedEvent[] = [];
  if (after >= end) return found;
  let id = await link.findAfter(after);
  while (id !== null) {
    const batches = await link.read(id - 1, MAX_BATCHES);
    for (const batch of batches) {
      const known = after + found.length;
      if (batch.last - sizeOf(batch) > known) return null;
      for (const event of numbered(batch)) {
        if (event.seq <= known) continue;
        if (event.seq > end || found.length === limit) return found;
        found.push(event);
      }
    }
    const last = batches.at(-1);
    if (last === undefined) return null;
    if (last.last >= end) return found;
    id = last.id + 1;
  }
  return null;
}
