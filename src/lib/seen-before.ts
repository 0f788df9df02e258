/**
 * Tells texts that come again from those that come once, roughly and without keeping them: caches that take only the former cost little
 * where nothing comes again.
 */
export class SeenBefore {
  readonly #hashes: Uint32Array;

  constructor(slots: number) {
    this.#hashes = new Uint32Array(slots);
  }

  /** Whether the text came before and no other has taken its place since. From now on it has. */
  add(text: string): boolean {
    const hash = Bun.hash.crc32(text);
    const slot = hash % this.#hashes.length;
    if (this.#hashes[slot] === hash) return true;
    this.#hashes[slot] = hash;
    return false;
  }
}
