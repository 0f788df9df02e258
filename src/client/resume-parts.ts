import { MAX_MESSAGE_BYTES } from "../lib/realtime-limits.ts";

export interface ResumePart {
  readonly topics: string[];
  readonly channels: { channel: string; state?: unknown }[];
}

/** The size of a message without its topics and channels. */
const OTHER_BYTES = 1024;

/** Splits the state to resume into parts that each fit into one message. Returns at least one part. */
export function resumeParts({ topics, channels }: ResumePart): [ResumePart, ...ResumePart[]] {
  let last: ResumePart = { topics: [], channels: [] };
  const parts: [ResumePart, ...ResumePart[]] = [last];
  let left = MAX_MESSAGE_BYTES - OTHER_BYTES;
  const partFor = (item: unknown): ResumePart => {
    // Includes the comma after it.
    const bytes = new TextEncoder().encode(JSON.stringify(item)).byteLength + 1;
    if (bytes > left) {
      last = { topics: [], channels: [] };
      parts.push(last);
      left = MAX_MESSAGE_BYTES - OTHER_BYTES;
    }
    left -= bytes;
    return last;
  };
  for (const topic of topics) partFor(topic).topics.push(topic);
  for (const channel of channels) partFor(channel).channels.push(channel);
  return parts;
}
