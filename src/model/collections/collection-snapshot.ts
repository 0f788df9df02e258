import type { Collection, CollectionSnapshot } from "./collection.ts";

/** `collections` in the order of creation. */
export function createSnapshot(collections: readonly Collection[]): CollectionSnapshot {
  const ids = new Map(collections.map((collection) => [collection.id, collection]));
  const names = new Map(collections.map((collection) => [collection.name.toLowerCase(), collection]));
  const byName = (name: string): Collection | undefined => names.get(name.toLowerCase());
  return {
    all: collections,
    byId: (id) => ids.get(id),
    byName,
    find: (nameOrId) => ids.get(nameOrId) ?? byName(nameOrId),
  };
}
