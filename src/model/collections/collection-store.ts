import type { Connection, Engine, Transaction } from "../../database/engine.ts";
import type { Bus } from "../../lib/bus.ts";
import type { Logger } from "../../lib/log.ts";
import { topics } from "../protocol/bus-topics.ts";
import type { Collection, CollectionSnapshot } from "./collection.ts";
import { collectionFromRow, type CollectionRow } from "./collection-row.ts";
import { createSnapshot } from "./collection-snapshot.ts";

/** The cache of all collections. */
export interface CollectionStore {
  /** The collections as last committed. Synchronous: the snapshot is loaded at start and after every change. */
  current(): CollectionSnapshot;
  /** Loads anew after a change by this or another process and tells the bus. */
  reload(): Promise<void>;
  /**
   * The collections as a transaction sees them: those of the last commit until the transaction changes some and reloads.
   * Such a reload takes effect outside, and is told to the bus, after the commit. After its end the store is the outer one.
   */
  within(transaction: Transaction): CollectionStore;
}

interface StoreOptions {
  readonly database: Engine;
  readonly bus: Bus;
  readonly log: Logger;
}

/** Loads the collections and keeps them up to date with changes of this process, of its workers and of other processes. */
export async function createCollectionStore({ database, bus, log }: StoreOptions): Promise<CollectionStore> {
  // Asked first: a change while the collections are read is then one more, and they are read again.
  let foreignChanges = database.foreignChanges();
  let loaded = await load(database, undefined);
  let loading: Promise<void> = Promise.resolve();

  /** One after the other, so that an older reading never replaces a newer one. */
  const refresh = (): Promise<void> => {
    const next = loading.then(async () => {
      loaded = await load(database, loaded);
    });
    loading = next.catch(() => undefined);
    return next;
  };
  const refreshLater = (): void => {
    refresh().catch((error: unknown) => log.error("failed to reload the collections", { error: String(error) }));
  };
  bus.subscribe(topics.collections, (_, origin) => {
    if (origin === "other") refreshLater();
  });

  const store: CollectionStore = {
    current() {
      const seen = database.foreignChanges();
      if (seen !== foreignChanges) {
        foreignChanges = seen;
        refreshLater();
      }
      return loaded.snapshot;
    },
    async reload() {
      await refresh();
      bus.publish(topics.collections, null);
    },
    within: (transaction) => transactionStore(store, transaction),
  };
  return store;
}

function transactionStore(outer: CollectionStore, transaction: Transaction): CollectionStore {
  let loaded: Loaded | undefined;
  let isOpen = true;
  const end = (): void => {
    isOpen = false;
    loaded = undefined;
  };
  transaction.afterCommit(end);
  transaction.afterRollback(end);
  const store: CollectionStore = {
    current: () => loaded?.snapshot ?? outer.current(),
    async reload() {
      if (!isOpen) return outer.reload();
      if (loaded === undefined) transaction.afterCommit(() => outer.reload());
      loaded = await load(transaction, loaded);
    },
    within: (other) => (other === transaction ? store : outer.within(other)),
  };
  return store;
}

interface Loaded {
  readonly snapshot: CollectionSnapshot;
  readonly collections: ReadonlyMap<string, { readonly row: string; readonly collection: Collection }>;
}

/** Collections whose row did not change keep their identity, and a reading without any change keeps the whole snapshot. */
async function load(connection: Connection, previous: Loaded | undefined): Promise<Loaded> {
  const { insertionOrder } = connection.dialect.schema;
  const rows = await connection.all<CollectionRow>(`SELECT * FROM "_collections" ORDER BY ${insertionOrder}`);
  const collections = new Map<string, { row: string; collection: Collection }>();
  for (const row of rows) {
    const text = JSON.stringify(row);
    const known = previous?.collections.get(row.id);
    collections.set(row.id, known?.row === text ? known : { row: text, collection: collectionFromRow(row) });
  }
  const all = [...collections.values()].map(({ collection }) => collection);
  const isSame =
    previous?.snapshot.all.length === all.length && all.every((one, index) => one === previous.snapshot.all[index]);
  return isSame ? previous : { collections, snapshot: createSnapshot(all) };
}
