import { afterTransaction, inTransaction, type Context } from "../context.ts";
import type { RecordEvent } from "../hooks.ts";
import { cascadeDelete } from "./cascade.ts";
import { recordFields } from "./record-fields.ts";
import { deleteRecordFolder } from "./record-files.ts";
import type { RecordModel } from "./record.ts";
import { beforeSystemRecordDelete } from "./system-collections.ts";

/**
 * Deletes a record, and with it or unset in them the records that relate to it, in one transaction. Throws where a required
 * relation would lose its last record.
 */
export async function deleteRecord(context: Context, record: RecordModel): Promise<void> {
  if (record.collection.type === "view") throw new Error("records of views cannot be deleted");
  const { hooks } = context;
  const { tags } = recordFields(record.collection);
  const event: RecordEvent = { context, record };
  try {
    await hooks.onRecordDelete.trigger(event, tags, () => hooks.onRecordDeleteExecute.trigger(event, tags, execute));
  } catch (error) {
    await hooks.onRecordAfterDeleteError.trigger({ ...event, context, error }, tags, () => undefined);
    throw error;
  }
}

async function execute({ context, record }: RecordEvent): Promise<void> {
  const { hooks } = context;
  const { tags } = recordFields(record.collection);
  await inTransaction(context, async (transaction) => {
    const { connection } = transaction;
    await beforeSystemRecordDelete(transaction, record);
    // First the record, then what relates to it: so a circle of relations ends.
    await connection.run(`DELETE FROM ${connection.dialect.quote(record.collection.name)} WHERE id = ?`, [record.id]);
    await cascadeDelete(transaction, record, deleteRecord);
    afterTransaction(transaction, "commit", async (outer) => {
      await deleteRecordFolder(outer, record);
      await hooks.onRecordAfterDeleteSuccess.trigger({ context: outer, record }, tags, () => undefined);
    });
    if (hooks.onRecordAfterDeleteError.concerns(tags)) {
      const error = new Error("the transaction was rolled back");
      afterTransaction(transaction, "rollback", (outer) =>
        hooks.onRecordAfterDeleteError.trigger({ context: outer, record, error }, tags, () => undefined),
      );
    }
  });
}
