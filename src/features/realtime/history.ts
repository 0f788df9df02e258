import type { RecordChange } from "./record-change.ts";

/** What can be sent again: a change of a record, or a message on a channel. */
export type HistoryEvent =
  | { readonly kind: "record"; readonly change: RecordChange }
  | {
      readonly kind: "channel";
      readonly key: string;
      readonly channel: string;
      /** The message as it was sent. */
      readonly data: string;
      /** The client that must not get it: its sender. */
      readonly exceptFor: string | null;
    };

export interface HistoryEntry {
  readonly seq: number;
  readonly event: HistoryEvent;
}

const MAX_ENTRIES = 8192;
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The last events of this instance, numbered from 1, from which clients that were away for a moment catch up. Bounded by
 * number and size; numbers go on when nothing is kept because nobody could ask.
 */
export class History {
  #entries: (HistoryEntry & { bytes: number })[] = [];
  #start = 0;
  #bytes = 0;
  #last = 0;
  /** Whether events are kept. Switching it off forgets them. */
  #isKept = false;
  /** All events after this one are kept. */
  #completeAfter = 0;

  /** The number of the last event. */
  get last(): number {
    return this.#last;
  }

  get nextSeq(): number {
    return this.#last + 1;
  }

  get isKept(): boolean {
    return this.#isKept;
  }

  keep(isKept: boolean): void {
    if (this.#isKept === isKept) return;
    this.#isKept = isKept;
    this.#entries = [];
    this.#start = 0;
    this.#bytes = 0;
    this.#completeAfter = this.#last;
  }

  /** The event's number. */
  add(event: HistoryEvent): number {
    this.#last += 1;
    if (!this.#isKept) {
      this.#completeAfter = this.#last;
      return this.#last;
    }
    const bytes = sizeOf(event);
    this.#entries.push({ seq: this.#last, event, bytes });
    this.#bytes += bytes;
    while (this.#entries.length - this.#start > MAX_ENTRIES || this.#bytes > MAX_BYTES) this.#dropOldest();
    return this.#last;
  }

  /** The events after that number, oldest first; null when not all of them are known any more. */
  after(seq: number): HistoryEntry[] | null {
    if (seq < this.#completeAfter || seq > this.#last) return null;
    return this.#entries.slice(this.#entries.length - (this.#last - seq));
  }

  /** Up to so many events that came before, the given number included, as far as they are kept. */
  before(seq: number, limit: number): HistoryEntry[] {
    const end = this.#entries.length - (this.#last - seq);
    return this.#entries.slice(Math.max(this.#start, end - limit), Math.max(this.#start, end));
  }

  #dropOldest(): void {
    const oldest = this.#entries[this.#start];
    if (oldest === undefined) return;
    this.#bytes -= oldest.bytes;
    this.#completeAfter = oldest.seq;
    this.#start += 1;
    if (this.#start < 1024) return;
    this.#entries = this.#entries.slice(this.#start);
    this.#start = 0;
  }
}

/** Roughly: text lengths and a fixed part a value. */
function sizeOf(event: HistoryEvent): number {
  if (event.kind === "channel") return 200 + event.data.length;
  let bytes = 300;
  for (const value of Object.values(event.change.row)) bytes += 30 + (typeof value === "string" ? value.length : 8);
  return bytes;
}
