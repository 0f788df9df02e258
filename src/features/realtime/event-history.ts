import type { Position } from "../../lib/bus.ts";
import type { HistoryEntry, HistoryEvent } from "../../model/protocol/realtime-events.ts";

const MAX_ENTRIES = 8192;
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The last events, by their numbers in the stream of all instances, from which clients that were away for a moment catch up.
 * Bounded by number and size. Other entries of the stream leave gaps in the numbers.
 */
export class History {
  #epoch: string;
  #entries: (HistoryEntry & { bytes: number })[] = [];
  #start = 0;
  #bytes = 0;
  #last: number;
  /** Whether events are kept. Switching it off forgets them. */
  #isKept = false;
  /** All events after this one are kept. */
  #completeAfter: number;

  constructor({ epoch, seq }: Position) {
    this.#epoch = epoch;
    this.#last = seq;
    this.#completeAfter = seq;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** The number of the last entry, also where it is none of those that are kept. */
  get last(): number {
    return this.#last;
  }

  get isKept(): boolean {
    return this.#isKept;
  }

  keep(isKept: boolean): void {
    if (this.#isKept === isKept) return;
    this.#isKept = isKept;
    this.#forget();
  }

  /** Events were missed, or are numbered anew. */
  startOver({ epoch, seq }: Position): void {
    this.#epoch = epoch;
    this.#last = seq;
    this.#forget();
  }

  /** There was an entry that nobody has to be told of again. */
  pass(seq: number): void {
    this.#last = seq;
    if (!this.#isKept) this.#completeAfter = seq;
  }

  add(seq: number, event: HistoryEvent): void {
    this.pass(seq);
    if (!this.#isKept) return;
    const bytes = sizeOf(event);
    this.#entries.push({ seq, event, bytes });
    this.#bytes += bytes;
    while (this.#entries.length - this.#start > MAX_ENTRIES || this.#bytes > MAX_BYTES) this.#dropOldest();
  }

  /** The events after that number, oldest first; null when not all of them are known. */
  after(seq: number): HistoryEntry[] | null {
    if (seq < this.#completeAfter || seq > this.#last) return null;
    let first = this.#entries.length;
    while (first > this.#start && (this.#entries[first - 1]?.seq ?? 0) > seq) first -= 1;
    return this.#entries.slice(first);
  }

  #forget(): void {
    this.#entries = [];
    this.#start = 0;
    this.#bytes = 0;
    this.#completeAfter = this.#last;
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
