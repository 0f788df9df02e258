interface Numbered {
  readonly seq: number;
  readonly settled?: number;
  readonly epoch?: string;
}

/** Where the client is in the server's events: what to resume from after a reconnect, and what it has seen beyond that. */
export class Cursor {
  epoch = "";
  seq = 0;
  readonly #seen = new Set<string>();

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
    if (settled === undefined) {
      if (seq > this.seq) this.seq = seq;
      this.#seen.clear();
    } else {
      if (settled > this.seq) this.seq = settled;
      this.#seen.add(key);
    }
    return true;
  }

  /** As the server answers a ping: a client that heard nothing for long can resume all the same. */
  missedNothingUpTo(seq: number): void {
    if (seq > this.seq) this.seq = seq;
  }
}
