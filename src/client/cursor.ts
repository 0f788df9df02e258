interface Numbered {
  readonly seq: number;
  readonly settled?: number;
}

/** The client's position in the server's events: where to resume after a reconnect, and which later events it has already seen. */
export class Cursor {
  epoch = "";
  seq = 0;
  /** Events after `seq`, with their numbers. */
  readonly #seen = new Map<string, number>();

  get isSet(): boolean {
    return this.epoch !== "";
  }

  set(epoch: string, seq: number): void {
    this.epoch = epoch;
    this.seq = seq;
    this.#seen.clear();
  }

  /** Records an event. Returns false if it was seen before. `name` distinguishes the events that share one number. */
  advance({ seq, settled }: Numbered, name: string): boolean {
    const key = `${seq} ${name}`;
    if (this.#seen.has(key)) return false;
    if (settled !== undefined) this.#seen.set(key, seq);
    this.missedNothingUpTo(settled ?? seq);
    return true;
  }

  /** Takes the position from the answer to a ping, so that a client without events for a long time can still resume. */
  missedNothingUpTo(seq: number): void {
    if (seq <= this.seq) return;
    this.seq = seq;
    for (const [key, seen] of this.#seen) if (seen <= seq) this.#seen.delete(key);
  }
}
