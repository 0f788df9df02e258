import { afterTransaction, inTransaction, type Context } from "../context.ts";
import type { RecordEvent } from "../hooks.ts";
import { recordFields } from "./record-fields.ts";
import { deleteRecordFolder } from "./record-files.ts";
import type { RecordModel } from "./record.ts";

/** Deletes a row with the hooks around it, and its files after the commit. `around` runs in the transaction. */
export async function removeRecord(
  context: Context,
  record: RecordModel,
  around: (context: Context, removeRow: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { hooks } = context;
  const { tags } = recordFields(record.collection);
  const event: RecordEvent = { context, record };
  const execute = (current: RecordEvent): Promise<void> =>
    inTransaction(current.context, (transaction) => removeWithin(transaction, current.record, around));
  try {
    await hooks.onRecordDelete.trigger(event, tags, () => hooks.onRecordDeleteExecute.trigger(event, tags, execute));
  } catch (error) {
    await hooks.onRecordAfterDeleteError.trigger({ ...event, context, error }, tags, () => undefined);
    throw error;
  }
}

async function removeWithin(
  context: Context,
  record: RecordModel,
  around: (context: Context, removeRow: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { connection, hooks } = context;
  const { collection } = record;
  const { tags, ofType } = recordFields(collection);
  await around(context, async () => {
    await connection.run(`DELETE FROM ${connection.dialect.quote(collection.name)} WHERE id = ?`, [record.id]);
  });
  if (ofType("file").length > 0) afterTransaction(context, "commit", (outer) => deleteRecordFolder(outer, record));
  if (hooks.onRecordAfterDeleteSuccess.concerns(tags)) {
    afterTransaction(context, "commit", (outer) =>
      hooks.onRecordAfterDeleteSuccess.trigger({ context: outer, record }, tags, () => undefined),
    );
  }
  if (hooks.onRecordAfterDeleteError.concerns(tags)) {
    const error = new Error("the transaction was rolled back");
    afterTransaction(context, "rollback", (outer) =>
      hooks.onRecordAfterDeleteError.trigger({ context: outer, record, error }, tags, () => undefined),
    );
  }
}
