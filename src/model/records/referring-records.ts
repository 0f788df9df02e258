import type { TableVersion } from "../../database/engine.ts";
import type { Collection, CollectionSnapshot } from "../collections/collection.ts";
import { rowColumnsOf } from "../collections/row-columns.ts";
import type { Context } from "../context.ts";
import type { RelationField } from "../fields/relation.ts";
import { recordFields, type BoundField } from "./record-fields.ts";
import type { RecordModel } from "./record.ts";

/** Rows that are worked on at once: all of a large collection would not fit into memory. */
export const BATCH_SIZE = 1000;
/** So many are searched by one statement: each by itself costs more than the search where there are many collections. */
const GROUP_SIZE = 20;

/** A relation field to the collection of a record. */
export interface Reference {
  readonly collection: Collection;
  readonly target: BoundField;
}

/** By collection name, so that the order of hooks does not depend on chance. */
export type ReferenceGroup = readonly Reference[];

/** The relations to a collection, by its id; made once a snapshot. */
const groupsOf = new WeakMap<CollectionSnapshot, Map<string, readonly ReferenceGroup[]>>();

/** What relates to a record in large tables, as found before its deletion began; null for one that has yet to be searched. */
export type FoundReferences = ReadonlyMap<Reference, Found | null>;

interface Found {
  /** Of the table that was searched; where it differs later, the search is out of date. */
  readonly version: TableVersion;
  readonly ids: readonly string[];
}

/**
 * Searches large tables for what relates to a record outside of any transaction. Relations seldom have an index, so this may read
 * all of them, which outside of transactions happens beside the event loop.
 */
export async function findReferences(context: Context, record: RecordModel): Promise<FoundReferences> {
  const found = new Map<Reference, Found | null>();
  const { database } = context;
  const groups = referencesTo(context.collections.current(), record.collection.id);
  for (const group of groups) {
    const heavy = database.heavyTables(group.map(({ collection }) => collection.name));
    if (heavy.size === 0) continue;
    // Looks for commits of other processes.
    database.foreignChanges();
    for (const reference of group) {
      if (heavy.has(reference.collection.name)) found.set(reference, await findApart(context, reference, record));
    }
  }
  return found;
}

async function findApart(context: Context, reference: Reference, record: RecordModel): Promise<Found | null> {
  const { database, transaction } = context;
  const version = transaction === null ? database.versionOfTable(reference.collection.name) : null;
  if (version === null) return null;
  const rows = await database.all<{ id: string }>(referringSql(context, reference, "id"), [record.id]);
  return rows.length < BATCH_SIZE ? { version, ids: rows.map(({ id }) => id) } : null;
}

/** The ids of what relates to a record by each of some references; null for one with more than a batch of them. */
export type FoundTogether = ReadonlyMap<Reference, readonly string[] | null>;

/** Searches by one statement. Needs an open transaction. */
export async function searchTogether(
  context: Context,
  references: ReferenceGroup,
  record: RecordModel,
): Promise<FoundTogether> {
  const found = new Map<Reference, string[] | null>(references.map((one) => [one, []]));
  const sql = references
    .map((one, index) => `SELECT ${index} AS reference, id FROM (${referringSql(context, one, "id")}) AS r${index}`)
    .join(" UNION ALL ");
  const parameters = references.map(() => record.id);
  for (const { reference, id } of await context.connection.all<{ reference: number; id: string }>(sql, parameters)) {
    const one = references[Number(reference)];
    if (one !== undefined) found.get(one)?.push(id);
  }
  for (const [one, ids] of found) if (ids?.length === BATCH_SIZE) found.set(one, null);
  return found;
}

export function referringSql(
  { connection }: Context,
  { collection, target }: Reference,
  columns: "row" | "id",
): string {
  const { dialect } = connection;
  const table = dialect.quote(collection.name);
  const column = `${table}.${dialect.quote(target.name)}`;
  const condition = target.isMultiple ? dialect.expressions.hasItem(column, "?") : `${column} = ?`;
  const selected = columns === "id" ? `${table}.id` : rowColumnsOf(dialect, collection, table);
  const order = dialect.expressions.orderBy([], dialect.expressions.rowId(table));
  return `SELECT ${selected} FROM ${table} WHERE ${condition}${order} LIMIT ${BATCH_SIZE}`;
}

export function referencesTo(snapshot: CollectionSnapshot, collectionId: string): readonly ReferenceGroup[] {
  let known = groupsOf.get(snapshot);
  if (known === undefined) groupsOf.set(snapshot, (known = new Map<string, readonly ReferenceGroup[]>()));
  let groups = known.get(collectionId);
  if (groups === undefined) known.set(collectionId, (groups = inGroups(findRelations(snapshot, collectionId))));
  return groups;
}

function findRelations(snapshot: CollectionSnapshot, collectionId: string): readonly Reference[] {
  return snapshot.all
    .filter(({ type }) => type !== "view")
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((collection) =>
      recordFields(collection)
        .ofType("relation")
        .filter(({ field }) => (field as RelationField).collectionId === collectionId)
        .map((target) => ({ collection, target })),
    );
}

function inGroups(references: readonly Reference[]): ReferenceGroup[] {
  const count = Math.ceil(references.length / GROUP_SIZE);
  return Array.from({ length: count }, (_, index) => references.slice(index * GROUP_SIZE, (index + 1) * GROUP_SIZE));
}
