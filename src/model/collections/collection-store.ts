import type { Connection, Engine, TableMark, Transaction } from "../../database/engine.ts";
import { type KnownTable, TableFollower } from "../../database/table-follower.ts";
import type { Bus } from "../../lib/bus.ts";
import type { Logger } from "../../lib/log.ts";
import { topics } from "../protocol/bus-topics.ts";
import type { Collection, CollectionSnapshot } from "./collection.ts";
import { COLLECTION_COLUMNS, collectionFromRow, type CollectionRow } from "./collection-row.ts";
import { createSnapshot } from "./collection-snapshot.ts";

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
}

/** The store outside of transactions. */
interface CommittedStore extends CollectionStore {
  lastLoaded(): KnownTable<Loaded>;
  /** Reads anew, unless it is known that all is as it was. */
  reloadFrom(known: KnownTable<Loaded>): Promise<void>;
}

const TABLE = "_collections";

interface StoreOptions {
  readonly database: Engine;
  readonly bus: Bus;
  readonly log: Logger;
}

/** Loads the collections and keeps them up to date with changes of this process, of its workers and of other processes. */
export async function createCollectionStore({ database, bus, log }: StoreOptions): Promise<CollectionStore> {
  // Asked first: a change while the collections are read is then one more, and they are read again.
  let foreignChanges = database.foreignChanges();
  const follower = new TableFollower({
    database,
    table: TABLE,
    initial: EMPTY,
    load: (known) => load(database, known),
  });
  await follower.read();
  const refreshLater = (): void => {
    follower.read().catch((error: unknown) => log.error("failed to reload the collections", { error: String(error) }));
  };
  bus.subscribe(topics.collections, (_, origin) => {
    if (origin === "other") refreshLater();
  });
  bus.onBreak("messages", refreshLater);
  const reload = async (known?: KnownTable<Loaded>): Promise<void> => {
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
    reloadFrom: reload,
    within: (transaction) => transactionStore(store, transaction),
    lastLoaded: () => follower.known,
  };
  return store;
}

/** While a transaction is open nobody else can write, so only what it writes itself has to be read. */
function transactionStore(outer: CommittedStore, transaction: Transaction): CollectionStore {
  let state: { readonly loaded: Loaded; readonly writtenRows: number } | undefined;
  let last = outer.lastLoaded().value;
  let mark: TableMark = { version: null };
  let isOpen = true;
  const end = (): void => {
    isOpen = false;
    state = undefined;
  };
  transaction.afterCommit(end);
  transaction.afterRollback(end);
  const setLoaded = (loaded: Loaded, writtenRows: number): void => {
    if (state === undefined) transaction.afterCommit(() => outer.reloadFrom({ value: last, version: mark.version }));
    last = loaded;
    mark = transaction.markTable(TABLE);
    state = { loaded, writtenRows };
  };
  const readAll = async (writtenRows: number): Promise<void> => {
    const known = outer.lastLoaded();
    const version = state === undefined ? transaction.versionOfTable(TABLE) : null;
    const isKnown = version !== null && version === known.version;
    setLoaded(isKnown ? known.value : await load(transaction, state?.loaded ?? known.value), writtenRows);
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
    within: (other) => (other === transaction ? store : outer.within(other)),
  };
  return store;
}

interface Loaded {
  readonly snapshot: CollectionSnapshot;
  /** In the order of creation. */
  readonly collections: ReadonlyMap<string, LoadedCollection>;
}

interface LoadedCollection {
  readonly row: CollectionRow;
  readonly collection: Collection;
}

const EMPTY: Loaded = { snapshot: createSnapshot([]), collections: new Map() };

/** Collections whose row did not change keep their identity, and a reading without any change keeps the whole snapshot. */
async function load(connection: Connection, previous: Loaded | undefined): Promise<Loaded> {
  const { insertionOrder } = connection.dialect.schema;
  const sql = `SELECT ${COLLECTION_COLUMNS} FROM "_collections" ORDER BY ${insertionOrder}`;
  const rows = await connection.all<CollectionRow>(sql);
  const collections = new Map<string, LoadedCollection>();
  for (const row of rows) collections.set(row.id, loadedCollection(row, previous));
  return withSnapshot(collections, previous);
}

/** `previous` with the row of one collection as it is now. A new one is the last. */
async function loadOne(connection: Connection, previous: Loaded, id: string): Promise<Loaded> {
  const sql = `SELECT ${COLLECTION_COLUMNS} FROM "_collections" WHERE "id" = ?`;
  const row = await connection.get<CollectionRow>(sql, [id]);
  const collections = new Map(previous.collections);
  if (row === null) collections.delete(id);
  else collections.set(id, loadedCollection(row, previous));
  return withSnapshot(collections, previous);
}

function loadedCollection(row: CollectionRow, previous: Loaded | undefined): LoadedCollection {
  const known = previous?.collections.get(row.id);
  return known !== undefined && isSameRow(known.row, row) ? known : { row, collection: collectionFromRow(row) };
}

function isSameRow(one: CollectionRow, other: CollectionRow): boolean {
  for (const column in one) {
    if (one[column as keyof CollectionRow] !== other[column as keyof CollectionRow]) return false;
  }
  return true;
}

function withSnapshot(collections: ReadonlyMap<string, LoadedCollection>, previous: Loaded | undefined): Loaded {
  const all = [...collections.values()].map(({ collection }) => collection);
  const isSame =
    previous?.snapshot.all.length === all.length && all.every((one, index) => one === previous.snapshot.all[index]);
  return isSame ? previous : { collections, snapshot: createSnapshot(all) };
}
