interface Numbered {
  readonly seq: number;
  readonly settled?: number;
  readonly epoch?: string;
}

/** Where the client is in the server's events: what to resume from after a reconnect, and what it has seen beyond that. */
export class Cursor {
  epoch = "";
  seq = 0;
  /** Events above `seq` with their numbers. */
  readonly #seen = new Map<string, number>();

  get isSet(): boolean {
    return this.epoch !== "";
  }

  set(epoch: string, seq: number): void {
    this.epoch = epoch;
    this.seq = seq;
    this.#seen.clear();
  }

  /** Notes an event; false when it was seen before. `name` tells apart what one number stands for. */
  advance({ seq, settled, epoch }: Numbered, name: string): boolean {
    const key = `${seq} ${name}`;
    if (this.#seen.has(key)) return false;
    if (epoch !== undefined && epoch !== this.epoch) return true;
    if (settled !== undefined) this.#seen.set(key, seq);
    this.missedNothingUpTo(settled ?? seq);
    return true;
  }

  /** As the server answers a ping: a client that heard nothing for long can resume all the same. */
  missedNothingUpTo(seq: number): void {
    if (seq <= this.seq) return;
    this.seq = seq;
    for (const [key, seen] of this.#seen) if (seen <= seq) this.#seen.delete(key);
  }
}
