// Rows that were read by their ids, and their JSON texts, for as long as nobody writes to their table.
//
// Asked by views of single records and by expanding, where the same few records are read again and again; they ask before they
// ask the database. Rows that are read once are not kept. Kept is what the row is, never what a client may see of it: rules are checked at each request. Must stay
// true: the version of the table is asked for before the row is read, so a row that was changed meanwhile is never found; what a
// transaction reads is not kept, for others don't see it.
import type { Engine, Row, TableVersion } from "../../database/engine.ts";
import { cacheCounts } from "../../lib/cache-counts.ts";
import { SeenBefore } from "../../lib/seen-before.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import { rowShape, shapeBeforeExpand, shapeIndex } from "./present-shapes.ts";
import type { FieldValue } from "../fields/field.ts";
import { sizeOfValues } from "./expand-budget.ts";
import { RecordModel, type RowTexts, type RowVisibility } from "./record.ts";
import { valuesOfRow } from "./record-values.ts";

/** Characters of all rows, together with about what their texts take. */
const MAX_SIZE = 8 * 1024 * 1024;
/** Of one row: large ones would drive out all others. */
const MAX_ROW_SIZE = 64 * 1024;
const SEEN_IDS = 16_384;
/** What a row takes besides its texts. */
const ROW_SIZE = 500;

/** A row, its values and its JSON texts by visibility. */
export class KnownRow implements RowTexts {
  readonly row: Row;
  readonly #collection: Collection;
  #texts: (string | undefined)[] | null = null;
  #expandOffsets: (number | undefined)[] | null = null;
  #values: Record<string, FieldValue> | null = null;
  #size = -1;

  constructor(collection: Collection, row: Row) {
    this.#collection = collection;
    this.row = row;
  }

  /** A record whose values must not be changed: others have the same. */
  record(): RecordModel {
    const values = (this.#values ??= valuesOfRow(this.#collection, this.row));
    const record = new RecordModel(this.#collection, values, values);
    record.known = this;
    return record;
  }

  sizeOf(values: RecordModel["values"]): number {
    if (this.#size < 0) this.#size = sizeOfValues(values);
    return this.#size;
  }

  text(visibility: RowVisibility): string {
    return ((this.#texts ??= [])[shapeIndex(visibility)] ??= rowShape(this.#collection, visibility).text(this.row));
  }

  /** With what the record is expanded to, as JSON text. */
  textWith(expand: string, visibility: RowVisibility): string {
    const text = this.text(visibility);
    // Without the bracket that closes it.
    const at = ((this.#expandOffsets ??= [])[shapeIndex(visibility)] ??=
      shapeBeforeExpand(this.#collection, visibility).text(this.row).length - 1);
    return `${text.slice(0, at)},"expand":${expand}${text.slice(at)}`;
  }
}

interface KnownTable {
  readonly version: TableVersion;
  readonly rows: Map<string, KnownRow>;
}

type Generation = Map<Collection, KnownTable>;

/** In two generations, as in `LruMap`, each of at most half of the size. */
class RowStore {
  #recent: Generation = new Map();
  #older: Generation = new Map();
  #recentSize = 0;
  readonly #seen = new SeenBefore(SEEN_IDS);

  find(collection: Collection, version: TableVersion, id: string): KnownRow | undefined {
    const recent = findIn(this.#recent, collection, version)?.get(id);
    if (recent !== undefined) {
      cacheCounts.rows.hits += 1;
      return recent;
    }
    const older = findIn(this.#older, collection, version)?.get(id);
    if (older === undefined) {
      cacheCounts.rows.misses += 1;
      return undefined;
    }
    cacheCounts.rows.hits += 1;
    this.#set(collection, version, { id, known: older, size: sizeOf(older.row) });
    return older;
  }

  add(collection: Collection, version: TableVersion, row: Row): KnownRow {
    const known = new KnownRow(collection, row);
    const { id } = row;
    if (typeof id !== "string" || !this.#seen.add(id)) return known;
    const size = sizeOf(row);
    if (size <= MAX_ROW_SIZE) this.#set(collection, version, { id, known, size });
    return known;
  }

  #set(
    collection: Collection,
    version: TableVersion,
    { id, known, size }: { id: string; known: KnownRow; size: number },
  ): void {
    if ((this.#recentSize + size) * 2 > MAX_SIZE) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#recentSize = 0;
    }
    this.#recentSize += size;
    let table = this.#recent.get(collection);
    // What is left of an old version counts until the generation ends.
    if (table?.version !== version) this.#recent.set(collection, (table = { version, rows: new Map() }));
    table.rows.set(id, known);
  }
}

function findIn(generation: Generation, collection: Collection, version: TableVersion): KnownTable["rows"] | undefined {
  const table = generation.get(collection);
  return table?.version === version ? table.rows : undefined;
}

function sizeOf(row: Row): number {
  let size = ROW_SIZE;
  for (const column in row) {
    const value = row[column];
    // The column and a text with it.
    if (typeof value === "string") size += value.length * 2;
  }
  return size;
}

const stores = new WeakMap<Engine, RowStore>();

/** The rows of one collection as they are now. A class rather than an object of functions: it is made for every request. */
export class KnownRows {
  readonly #store: RowStore;
  readonly #collection: Collection;
  readonly #version: TableVersion;

  constructor(store: RowStore, collection: Collection, version: TableVersion) {
    this.#store = store;
    this.#collection = collection;
    this.#version = version;
  }

  find(id: string): KnownRow | undefined {
    return this.#store.find(this.#collection, this.#version, id);
  }

  /** Keeps a row that was read since. */
  add(row: Row): KnownRow {
    return this.#store.add(this.#collection, this.#version, row);
  }
}

/** Null where nothing is kept: within transactions, of views, and while a commit is being made. */
export function knownRowsOf({ connection, database }: Context, collection: Collection): KnownRows | null {
  if (connection !== database || collection.type === "view") return null;
  // Looks for commits of other processes.
  database.foreignChanges();
  const version = database.versionOfTable(collection.name);
  if (version === null) return null;
  let store = stores.get(database);
  if (store === undefined) stores.set(database, (store = new RowStore()));
  return new KnownRows(store, collection, version);
}
