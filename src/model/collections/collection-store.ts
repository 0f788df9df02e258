import type { CollectionSnapshot } from "./collection.ts";

/** The cache of all collections. */
export interface CollectionStore {
  /** The collections as last committed. Synchronous: the snapshot is loaded at start and after every change. */
  current(): CollectionSnapshot;
  /** Loads anew after a change by this or another process and tells the bus. */
  reload(): Promise<void>;
}
