/**
 * A map that forgets what was not used for longest once its values are too large together. As in `LruMap`, they are in two
 * generations, each of at most half of the size; a value that is larger than that is not kept.
 */
export class SizedLruMap<Key, Value> {
  readonly #maxSize: number;
  readonly #sizeOf: (value: Value, key: Key) => number;
  #recent = new Map<Key, Value>();
  #older = new Map<Key, Value>();
  #recentSize = 0;
  #olderSize = 0;

  /** `sizeOf` must give the same for a value as long as it is in the map. */
  constructor(maxSize: number, sizeOf: (value: Value, key: Key) => number) {
    this.#maxSize = maxSize;
    this.#sizeOf = sizeOf;
  }

  get size(): number {
    return this.#recentSize + this.#olderSize;
  }

  get(key: Key): Value | undefined {
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const value = this.#older.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#delete(key);
    const size = this.#sizeOf(value, key);
    if (size * 2 > this.#maxSize) return;
    if ((this.#recentSize + size) * 2 > this.#maxSize) this.#startGeneration();
    this.#recent.set(key, value);
    this.#recentSize += size;
  }

  #startGeneration(): void {
    this.#older = this.#recent;
    this.#olderSize = this.#recentSize;
    this.#recent = new Map();
    this.#recentSize = 0;
  }

  #delete(key: Key): void {
    const recent = this.#recent.get(key);
    if (recent !== undefined) this.#recentSize -= this.#sizeOf(recent, key);
    const older = this.#older.get(key);
    if (older !== undefined) this.#olderSize -= this.#sizeOf(older, key);
    this.#recent.delete(key);
    this.#older.delete(key);
  }
}
