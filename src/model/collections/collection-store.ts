import type { Engine, TableMark, Transaction } from "../../database/engine.ts";
import { type KnownTable, TableFollower } from "../../database/table-follower.ts";
import type { Bus } from "../../lib/bus.ts";
import type { Logger } from "../../lib/log.ts";
import { topics } from "../protocol/bus-topics.ts";
import type { CollectionSnapshot } from "./collection.ts";
import { COLLECTIONS_TABLE, loadAll, loadOne, type LoadedCollections, NO_COLLECTIONS } from "./load-collections.ts";

/** The cache of all collections. */
export interface CollectionStore {
  /** The collections as last committed. Synchronous: the snapshot is loaded at start and after every change. */
  current(): CollectionSnapshot;
  /**
   * What to wait for before `current` has all changes that were committed until now, also by other instances; null, which is
   * nearly always, where it has them already.
   */
  catchUp(): Promise<void> | null;
  /** Loads anew after a change by this or another process and tells the bus. */
  reload(): Promise<void>;
  /**
   * The collections as a transaction sees them: those of the last commit until the transaction changes some and reloads.
   * Such a reload takes effect outside, and is told to the bus, after the commit. After its end the store is the outer one.
   */
  within(transaction: Transaction): CollectionStore;
  /** As `reload`, where the open transaction has just written or deleted the row of this collection and no other. */
  reloadOne(id: string): Promise<void>;
  /** Loads anew what the open transaction has changed, as a part of that was rolled back. */
  reloadUndone(): Promise<void>;
}

/** The store outside of transactions. */
interface CommittedStore extends CollectionStore {
  lastLoaded(): KnownTable<LoadedCollections>;
  /** Reads anew, unless it is known that all is as it was. */
  reloadFrom(known: KnownTable<LoadedCollections>): Promise<void>;
}

interface StoreOptions {
  readonly database: Engine;
  readonly bus: Bus;
  readonly log: Logger;
  /** What was read of them already. Default: nothing was. */
  readonly known?: KnownTable<LoadedCollections> | null;
}

/** Loads the collections and keeps them up to date with changes of this process, of its workers and of other processes. */
export async function createCollectionStore({ database, bus, log, known }: StoreOptions): Promise<CollectionStore> {
  // Asked first: a change while the collections are read is then one more, and they are read again.
  let foreignChanges = database.foreignChanges();
  const follower = new TableFollower({
    database,
    table: COLLECTIONS_TABLE,
    initial: NO_COLLECTIONS,
    load: (last) => loadAll(database, last),
  });
  await follower.read(known ?? undefined);
  const refreshLater = (): void => {
    follower.read().catch((error: unknown) => log.error("failed to reload the collections", { error: String(error) }));
  };
  bus.subscribe(topics.collections, (_, origin) => {
    if (origin === "other") refreshLater();
  });
  bus.onBreak("messages", refreshLater);
  const reload = async (known?: KnownTable<LoadedCollections>): Promise<void> => {
    await follower.read(known);
    bus.publish(topics.collections, null);
  };

  const store: CommittedStore = {
    current() {
      const seen = database.foreignChanges();
      if (seen !== foreignChanges) {
        foreignChanges = seen;
        refreshLater();
      }
      return follower.value.snapshot;
    },
    catchUp: () => follower.catchUp(),
    reload: () => reload(),
    reloadOne: () => reload(),
    reloadUndone: () => Promise.resolve(),
    reloadFrom: reload,
    within: (transaction) => transactionStore(store, transaction),
    lastLoaded: () => follower.known,
  };
  return store;
}

/** While a transaction is open nobody else can write, so only what it writes itself has to be read. */
function transactionStore(outer: CommittedStore, transaction: Transaction): CollectionStore {
  let state: { readonly loaded: LoadedCollections; readonly writtenRows: number } | undefined;
  let last = outer.lastLoaded().value;
  let mark: TableMark = { version: null };
  let isOpen = true;
  const end = (): void => {
    isOpen = false;
    state = undefined;
  };
  transaction.afterCommit(end);
  transaction.afterRollback(end);
  const setLoaded = (loaded: LoadedCollections, writtenRows: number): void => {
    if (state === undefined) transaction.afterCommit(() => outer.reloadFrom({ value: last, version: mark.version }));
    last = loaded;
    mark = transaction.markTable(COLLECTIONS_TABLE);
    state = { loaded, writtenRows };
  };
  const readAll = async (writtenRows: number): Promise<void> => {
    const known = outer.lastLoaded();
    const version = state === undefined ? transaction.versionOfTable(COLLECTIONS_TABLE) : null;
    const isKnown = version !== null && version === known.version;
    setLoaded(isKnown ? known.value : await loadAll(transaction, state?.loaded ?? known.value), writtenRows);
  };
  const store: CollectionStore = {
    current: () => state?.loaded.snapshot ?? outer.current(),
    catchUp: () => null,
    async reload() {
      if (!isOpen) return outer.reload();
      const writtenRows = await transaction.writtenRows();
      if (state?.writtenRows !== writtenRows) await readAll(writtenRows);
    },
    async reloadOne(id) {
      if (!isOpen) return outer.reload();
      const writtenRows = await transaction.writtenRows();
      if (state === undefined || writtenRows !== state.writtenRows + 1) await readAll(writtenRows);
      else setLoaded(await loadOne(transaction, state.loaded, id), writtenRows);
    },
    async reloadUndone() {
      if (isOpen && state !== undefined) await readAll(await transaction.writtenRows());
    },
    within: (other) => (other === transaction ? store : outer.within(other)),
  };
  return store;
}
