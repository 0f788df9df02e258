/** A map whose entries are forgotten after their time, or when there are too many, the oldest first. */
export class ExpiringMap<Key, Value> {
  readonly #limit: number;
  readonly #now: () => number;
  readonly #entries = new Map<Key, { value: Value; untilMs: number }>();

  constructor(limit: number, now: () => number = Date.now) {
    this.#limit = limit;
    this.#now = now;
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (this.#now() < entry.untilMs) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: Key, value: Value, lifetimeMs: number): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#limit) this.#makeRoom();
    this.#entries.set(key, { value, untilMs: this.#now() + lifetimeMs });
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }

  #makeRoom(): void {
    const now = this.#now();
    for (const [key, { untilMs }] of this.#entries) {
      if (untilMs <= now || this.#entries.size >= this.#limit) this.#entries.delete(key);
      else break;
    }
  }
}
