import type { Collection, CollectionSnapshot } from "../model/collections/collection.ts";

/**
 * The keys by which realms know collections. A collection never changes in place, so its key stands for one state of it, and
 * realms ask for each once.
 */
export class CollectionKeys {
  readonly #keys = new WeakMap<Collection, number>();
  readonly #collections = new Map<number, WeakRef<Collection>>();
  readonly #gone = new FinalizationRegistry<number>((key) => this.#collections.delete(key));
  readonly #snapshots = new WeakMap<CollectionSnapshot, number>();
  #lastKey = 0;
  #lastSnapshot = 0;

  keyOf(collection: Collection): number {
    const known = this.#keys.get(collection);
    if (known !== undefined) return known;
    this.#lastKey += 1;
    this.#keys.set(collection, this.#lastKey);
    this.#collections.set(this.#lastKey, new WeakRef(collection));
    this.#gone.register(collection, this.#lastKey);
    return this.#lastKey;
  }

  /** The key of a state of all collections: as long as it stays the same, so does what is found by a name. */
  snapshotKey(snapshot: CollectionSnapshot): number {
    const known = this.#snapshots.get(snapshot);
    if (known !== undefined) return known;
    this.#lastSnapshot += 1;
    this.#snapshots.set(snapshot, this.#lastSnapshot);
    return this.#lastSnapshot;
  }

  /** Undefined for a state that nothing uses any more. */
  find(key: number): Collection | undefined {
    return this.#collections.get(key)?.deref();
  }
}
