import type { Connection, Engine } from "../../database/engine.ts";
import type { KnownTable } from "../../database/table-follower.ts";
import type { Collection, CollectionSnapshot } from "./collection.ts";
import { COLLECTION_COLUMNS, collectionFromRow, type CollectionRow } from "./collection-row.ts";
import { createSnapshot } from "./collection-snapshot.ts";

export const COLLECTIONS_TABLE = "_collections";

/** All collections, with the rows that they were read from. */
export interface LoadedCollections {
  readonly snapshot: CollectionSnapshot;
  /** In the order of creation. */
  readonly collections: ReadonlyMap<string, LoadedCollection>;
}

interface LoadedCollection {
  readonly row: CollectionRow;
  readonly collection: Collection;
}

export const NO_COLLECTIONS: LoadedCollections = { snapshot: createSnapshot([]), collections: new Map() };

/** Throws an `UnreadableCollectionError` for one that this version can't read. */
export async function readCollections(database: Engine): Promise<KnownTable<LoadedCollections>> {
  // Asked first: what is committed meanwhile is then read again.
  const version = database.versionOfTable(COLLECTIONS_TABLE);
  return { version, value: await loadAll(database, undefined) };
}

/** Collections whose row did not change keep their identity, and a reading without any change keeps the whole snapshot. */
export async function loadAll(
  connection: Connection,
  previous: LoadedCollections | undefined,
): Promise<LoadedCollections> {
  const { insertionOrder } = connection.dialect.schema;
  const sql = `SELECT ${COLLECTION_COLUMNS} FROM "_collections" ORDER BY ${insertionOrder}`;
  const rows = await connection.all<CollectionRow>(sql);
  const collections = new Map<string, LoadedCollection>();
  for (const row of rows) collections.set(row.id, loadedCollection(row, previous));
  return withSnapshot(collections, previous);
}

/** `previous` with the row of one collection as it is now. A new one is the last. */
export async function loadOne(
  connection: Connection,
  previous: LoadedCollections,
  id: string,
): Promise<LoadedCollections> {
  const sql = `SELECT ${COLLECTION_COLUMNS} FROM "_collections" WHERE "id" = ?`;
  const row = await connection.get<CollectionRow>(sql, [id]);
  const collections = new Map(previous.collections);
  if (row === null) collections.delete(id);
  else collections.set(id, loadedCollection(row, previous));
  return withSnapshot(collections, previous);
}

function loadedCollection(row: CollectionRow, previous: LoadedCollections | undefined): LoadedCollection {
  const known = previous?.collections.get(row.id);
  return known !== undefined && isSameRow(known.row, row) ? known : { row, collection: collectionFromRow(row) };
}

function isSameRow(one: CollectionRow, other: CollectionRow): boolean {
  for (const column in one) {
    if (one[column as keyof CollectionRow] !== other[column as keyof CollectionRow]) return false;
  }
  return true;
}

function withSnapshot(
  collections: ReadonlyMap<string, LoadedCollection>,
  previous: LoadedCollections | undefined,
): LoadedCollections {
  const all = [...collections.values()].map(({ collection }) => collection);
  const isSame =
    previous?.snapshot.all.length === all.length && all.every((one, index) => one === previous.snapshot.all[index]);
  return isSame ? previous : { collections, snapshot: createSnapshot(all) };
}
