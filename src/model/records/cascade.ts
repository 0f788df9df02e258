import type { Row } from "../../database/engine.ts";
import type { Collection, CollectionSnapshot } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import { textsOf } from "../fields/text-list.ts";
import type { RelationField } from "../fields/relation.ts";
import { recordFields, type BoundField } from "./record-fields.ts";
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

/** Deletes or unsets what relates to a record that was just deleted. */
export async function cascadeDelete(
  context: Context,
  record: RecordModel,
  deleteRecord: (context: Context, record: RecordModel) => Promise<void>,
): Promise<void> {
  for (const reference of findReferences(context.collections.current(), record.collection.id)) {
    let previous: unknown;
    for (;;) {
      const rows = await referringRows(context, reference, record.id);
      // A hook that keeps records would otherwise have the same ones found forever.
      if (rows[0] !== undefined && rows[0]["id"] === previous) throw new Error("related records could not be deleted");
      previous = rows[0]?.["id"];
      for (const row of rows) {
        const referring = recordFromRow(reference.collection, row);
        if (await unsetReference(context, referring, { reference, id: record.id })) continue;
        await deleteRecord(context, referring);
      }
      if (rows.length < BATCH_SIZE) break;
    }
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

async function referringRows(context: Context, { collection, target }: Reference, id: string): Promise<Row[]> {
  const { connection } = context;
  const { dialect } = connection;
  const table = dialect.quote(collection.name);
  const column = `${table}.${dialect.quote(target.name)}`;
  const condition = target.isMultiple
    ? `EXISTS (SELECT 1 FROM ${dialect.expressions.jsonEach(column)} AS item WHERE item.value = ?)`
    : `${column} = ?`;
  return connection.all<Row>(`SELECT ${table}.* FROM ${table} WHERE ${condition} LIMIT ${BATCH_SIZE}`, [id]);
}

/** By collection name, so that the order of hooks does not depend on chance. */
function findReferences(snapshot: CollectionSnapshot, collectionId: string): readonly Reference[] {
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
