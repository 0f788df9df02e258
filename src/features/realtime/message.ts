import { encodeSseEvent } from "../../lib/sse-event.ts";
import type { RecordChange } from "../../model/protocol/realtime-events.ts";

/** A message for any number of clients: each transport's form of it is made once, when the first client needs it. */
export class Message {
  readonly name: string;
  /** JSON text. */
  readonly data: string;
  /** The place in the stream of all events that a WebSocket client can resume from; 0 for what is not in the history. */
  readonly seq: number;
  /** All events up to this number went out before it, where that is less than its own number tells. */
  readonly settled: number | null;
  /** The change that it tells of. */
  readonly change: RecordChange | null;
  /** A complete WebSocket message; null where it is made of the parts above. */
  readonly #frame: string | null;
  #sse: Uint8Array | null = null;
  #socketText: string | null = null;

  constructor({ name, data, seq = 0, settled = null, change = null, frame = null }: MessageParts) {
    this.name = name;
    this.data = data;
    this.seq = seq;
    this.settled = settled;
    this.change = change;
    this.#frame = frame;
  }

  get sse(): Uint8Array {
    this.#sse ??= encodeSseEvent(this.name, this.data);
    return this.#sse;
  }

  get socketText(): string {
    this.#socketText ??= this.#frame ?? eventFrame(this);
    return this.#socketText;
  }

  /** The same message with what a hook made of it. */
  changed(name: string, data: string): Message {
    if (name === this.name && data === this.data) return this;
    const { seq, settled, change } = this;
    return new Message({ name, data, seq, settled, change, frame: this.#frame === null ? null : data });
  }
}

export interface MessageParts {
  readonly name: string;
  readonly data: string;
  readonly seq?: number;
  readonly settled?: number | null;
  readonly change?: RecordChange | null;
  readonly frame?: string | null;
}

function eventFrame({ name, data, seq, settled }: Message): string {
  const earlier = settled === null ? "" : `,"settled":${settled}`;
  return `{"type":"event","seq":${seq}${earlier},"topic":${JSON.stringify(name)},"data":${data}}`;
}
