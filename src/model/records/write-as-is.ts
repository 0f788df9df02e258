import { inTransaction, type Context } from "../context.ts";
import { hashPasswords } from "./password.ts";
import type { RecordModel } from "./record.ts";
import { checkStored } from "./remove-record.ts";
import { writeRow } from "./write-row.ts";

/**
 * Writes the row of a record and does nothing else: no hooks, no validation, no generated values, no files. It is for the
 * scripts that ask for this; everything else calls `saveRecord`.
 */
export async function writeAsIs(context: Context, record: RecordModel): Promise<void> {
  if (record.collection.type === "view") throw new Error("records of views cannot be written");
  await hashPasswords(context, record);
  await inTransaction(context, async (transaction) => writeRow(transaction, record));
  record.original = { ...record.values };
  record.forgetChanges();
}

/** Deletes the row of a record and nothing else: relations to it and its files stay. */
export async function deleteAsIs({ connection }: Context, record: RecordModel): Promise<void> {
  const { collection, id } = record;
  checkStored(record);
  if (collection.type === "view") throw new Error("records of views cannot be deleted");
  await connection.run(`DELETE FROM ${connection.dialect.quote(collection.name)} WHERE id = ?`, [id]);
}
