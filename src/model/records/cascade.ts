import type { Row, TableVersion } from "../../database/engine.ts";
import type { Collection, CollectionSnapshot } from "../collections/collection.ts";
import { rowColumnsOf } from "../collections/row-columns.ts";
import type { Context } from "../context.ts";
import { textsOf } from "../fields/text-list.ts";
import type { RelationField } from "../fields/relation.ts";
import { recordFields, type BoundField } from "./record-fields.ts";
import { findRecordsByIds } from "./find.ts";
import { recordFromRow } from "./record-values.ts";
import type { RecordModel } from "./record.ts";
import { saveRecord } from "./save.ts";

/** Rows that are worked on at once: all of a large collection would not fit into memory. */
const BATCH_SIZE = 1000;

interface Reference {
  readonly collection: Collection;
  readonly target: BoundField;
}

/** The relations to a collection, by its id; made once a snapshot. */
const referencesOf = new WeakMap<CollectionSnapshot, Map<string, readonly Reference[]>>();

/** What relates to a record, as found before its deletion began. */
export type FoundReferences = ReadonlyMap<Reference, Found>;

interface Found {
  /** Of the table that was searched; where it differs later, the search is out of date. */
  readonly version: TableVersion;
  readonly ids: readonly string[];
}

interface CascadeOptions {
  readonly found: FoundReferences;
  readonly deleteRecord: (context: Context, record: RecordModel) => Promise<void>;
}

/**
 * Searches what relates to a record outside of any transaction. Relations seldom have an index, so this may read large
 * tables, which outside of transactions happens beside the event loop.
 */
export async function findReferences(context: Context, record: RecordModel): Promise<FoundReferences> {
  const found = new Map<Reference, Found>();
  // Where others write at the same time, only a search within the transaction can be trusted.
  if (!context.database.dialect.hasOneWriter) return found;
  for (const reference of referencesTo(context.collections.current(), record.collection.id)) {
    const sql = referringSql(context, reference, "id");
    const version = context.database.versionOf(sql);
    if (version === null) continue;
    const rows = await context.database.all<{ id: string }>(sql, [record.id]);
    if (rows.length < BATCH_SIZE) found.set(reference, { version, ids: rows.map(({ id }) => id) });
  }
  return found;
}

/** Deletes or unsets what relates to a record that was just deleted. */
export async function cascadeDelete(context: Context, record: RecordModel, options: CascadeOptions): Promise<void> {
  // Nobody else can write any more.
  if (options.found.size > 0) context.database.lookForForeignChanges();
  for (const reference of referencesTo(context.collections.current(), record.collection.id)) {
    const found = options.found.get(reference);
    if (found !== undefined && isUpToDate(context, reference, found)) {
      await cascadeTo(context, record, { ...options, reference, ids: found.ids });
    } else await cascadeToAll(context, record, { ...options, reference });
  }
}

/** Only for what was found outside of the transaction: others don't see the tables that this one created. */
function isUpToDate(context: Context, reference: Reference, { version }: Found): boolean {
  return version === context.database.versionOf(referringSql(context, reference, "id"));
}

async function cascadeTo(
  context: Context,
  record: RecordModel,
  { reference, ids, deleteRecord }: CascadeOptions & { reference: Reference; ids: readonly string[] },
): Promise<void> {
  for (const referring of await findRecordsByIds(context, reference.collection, ids)) {
    // Another relation of it may have been unset or deleted meanwhile.
    if (!textsOf(referring.values[reference.target.name]).includes(record.id)) continue;
    if (!(await unsetReference(context, referring, { reference, id: record.id })))
      await deleteRecord(context, referring);
  }
}

async function cascadeToAll(
  context: Context,
  record: RecordModel,
  { reference, deleteRecord }: CascadeOptions & { reference: Reference },
): Promise<void> {
  const sql = referringSql(context, reference, "row");
  let previous: unknown;
  for (;;) {
    const rows = await context.connection.all<Row>(sql, [record.id]);
    // A hook that keeps records would otherwise have the same ones found forever.
    if (rows[0] !== undefined && rows[0]["id"] === previous) throw new Error("related records could not be deleted");
    previous = rows[0]?.["id"];
    for (const row of rows) {
      const referring = recordFromRow(reference.collection, row);
      if (!(await unsetReference(context, referring, { reference, id: record.id })))
        await deleteRecord(context, referring);
    }
    if (rows.length < BATCH_SIZE) return;
  }
}

/** False where the record has to be deleted instead. */
async function unsetReference(
  context: Context,
  referring: RecordModel,
  { reference: { target }, id }: { reference: Reference; id: string },
): Promise<boolean> {
  const field = target.field as RelationField;
  const left = textsOf(referring.values[target.name]).filter((other) => other !== id);
  if (left.length === 0 && field.cascadeDelete) return false;
  if (left.length === 0 && field.required) {
    const where = `record ${referring.id} (${referring.collection.name} collection)`;
    throw new Error(`the record cannot be deleted because it is part of a required reference in ${where}`);
  }
  referring.values[target.name] = target.isMultiple ? left : (left.at(-1) ?? "");
  // Other relations of it may already point to deleted records.
  await saveRecord(context, referring, { validates: false });
  return true;
}

function referringSql({ connection }: Context, { collection, target }: Reference, columns: "row" | "id"): string {
  const { dialect } = connection;
  const table = dialect.quote(collection.name);
  const column = `${table}.${dialect.quote(target.name)}`;
  const condition = target.isMultiple ? dialect.expressions.hasItem(column, "?") : `${column} = ?`;
  const selected = columns === "id" ? `${table}.id` : rowColumnsOf(dialect, collection, table);
  const order = dialect.expressions.orderBy([], dialect.expressions.rowId(table));
  return `SELECT ${selected} FROM ${table} WHERE ${condition}${order} LIMIT ${BATCH_SIZE}`;
}

/** By collection name, so that the order of hooks does not depend on chance. */
function referencesTo(snapshot: CollectionSnapshot, collectionId: string): readonly Reference[] {
  let known = referencesOf.get(snapshot);
  if (known === undefined) referencesOf.set(snapshot, (known = new Map<string, readonly Reference[]>()));
  let references = known.get(collectionId);
  if (references === undefined) {
    references = snapshot.all
      .filter(({ type }) => type !== "view")
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((collection) =>
        recordFields(collection)
          .ofType("relation")
          .filter(({ field }) => (field as RelationField).collectionId === collectionId)
          .map((target) => ({ collection, target })),
      );
    known.set(collectionId, references);
  }
  return references;
}
