import type { Row } from "../../database/engine.ts";
import { Pace } from "../../lib/pace.ts";
import type { Context } from "../context.ts";
import { textsOf } from "../fields/text-list.ts";
import type { RelationField } from "../fields/relation.ts";
import { findRecordsByIds } from "./find.ts";
import { recordFromRow } from "./record-values.ts";
import type { RecordModel } from "./record.ts";
import { RequiredReferenceError } from "./required-reference-error.ts";
import {
  BATCH_SIZE,
  type FoundReferences,
  type FoundTogether,
  type Reference,
  referencesTo,
  referringSql,
  searchTogether,
} from "./referring-records.ts";
import { saveRecord } from "./save.ts";

/** Between two pauses at least. Each takes 0.02 ms or more. */
const RECORDS_A_STEP = 32;

interface CascadeOptions {
  readonly found: FoundReferences;
  readonly deleteRecord: (context: Context, record: RecordModel) => Promise<void>;
}

/** Deletes or unsets what relates to a record that was just deleted. */
export async function cascadeDelete(context: Context, record: RecordModel, options: CascadeOptions): Promise<void> {
  for (const group of referencesTo(context.collections.current(), record.collection.id)) {
    let searched: FoundTogether = new Map();
    let size = group.length;
    for (const [index, reference] of group.entries()) {
      const isApart = options.found.has(reference);
      if (!isApart && !searched.has(reference)) {
        const left = group.slice(index).filter((other) => !options.found.has(other));
        searched = await searchTogether(context, left.slice(0, size), record);
      }
      const ids = isApart ? knownIds(context, reference, options) : searched.get(reference);
      if (ids === undefined || ids?.length === 0) continue;
      if (ids === null) await cascadeToAll(context, record, { ...options, reference });
      else await cascadeTo(context, record, { ...options, reference, ids });
      // Cascades and hooks may have written anything. With ever fewer at a time no table is searched for each of the others.
      searched = new Map();
      size = Math.ceil(size / 2);
    }
  }
}

/** What was found before the transaction; null where the table was written since, by it or by others. */
function knownIds({ transaction }: Context, reference: Reference, { found }: CascadeOptions): readonly string[] | null {
  const known = found.get(reference) ?? null;
  if (known === null) return null;
  return transaction?.versionOfTable(reference.collection.name) === known.version ? known.ids : null;
}

async function cascadeTo(
  context: Context,
  record: RecordModel,
  { reference, ids, deleteRecord }: CascadeOptions & { reference: Reference; ids: readonly string[] },
): Promise<void> {
  const records = await findRecordsByIds(context, reference.collection, ids);
  const pace = new Pace(context.turns);
  for (const [index, referring] of records.entries()) {
    await pauseBefore(index, pace);
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
  const pace = new Pace(context.turns);
  let previous: unknown;
  for (;;) {
    const rows = await context.connection.all<Row>(sql, [record.id]);
    // A hook that keeps records would otherwise have the same ones found forever.
    if (rows[0] !== undefined && rows[0]["id"] === previous) throw new Error("related records could not be deleted");
    previous = rows[0]?.["id"];
    for (const [index, row] of rows.entries()) {
      await pauseBefore(index, pace);
      const referring = recordFromRow(reference.collection, row);
      if (!(await unsetReference(context, referring, { reference, id: record.id })))
        await deleteRecord(context, referring);
    }
    if (rows.length < BATCH_SIZE) return;
  }
}

/** Others are answered while thousands of records are changed, but all writes wait for the end. */
async function pauseBefore(index: number, pace: Pace): Promise<void> {
  if (index % RECORDS_A_STEP === RECORDS_A_STEP - 1) await pace.pause();
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
    throw new RequiredReferenceError(
      `the record cannot be deleted because it is part of a required reference in ${where}`,
    );
  }
  referring.values[target.name] = target.isMultiple ? left : (left.at(-1) ?? "");
  // Other relations of it may already point to deleted records.
  await saveRecord(context, referring, { validates: false });
  return true;
}
