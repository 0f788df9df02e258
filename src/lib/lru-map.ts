/**
 * A map that forgets what was not used for longest once it is full; nearly half of the limit is always remembered.
 * Entries are in two generations, so that finding one that is used all the time changes nothing.
 */
export class LruMap<Key, Value> {
  readonly #limit: number;
  readonly #forget: ((value: Value) => void) | undefined;
  #recent = new Map<Key, Value>();
  #older = new Map<Key, Value>();

  /** `forget` is told of each value that had to go for others. */
  constructor(limit: number, forget?: (value: Value) => void) {
    this.#limit = limit;
    this.#forget = forget;
  }

  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  keys(): Key[] {
    return [...this.#recent.keys(), ...this.#older.keys()];
  }

  values(): Value[] {
    return [...this.#recent.values(), ...this.#older.values()];
  }

  get(key: Key): Value | undefined {
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const value = this.#older.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#older.delete(key);
    this.#recent.set(key, value);
    if (this.#recent.size * 2 < this.#limit) return;
    const forgotten = this.#older;
    this.#older = this.#recent;
    this.#recent = new Map();
    if (this.#forget !== undefined) for (const old of forgotten.values()) this.#forget(old);
  }

  delete(key: Key): void {
    this.#recent.delete(key);
    this.#older.delete(key);
  }

  clear(): void {
    this.#recent.clear();
    this.#older.clear();
  }
}
