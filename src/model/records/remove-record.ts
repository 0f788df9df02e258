import { afterTransaction, inTransaction, type Context } from "../context.ts";
import type { RecordEvent } from "../hook-events.ts";
import { recordFields } from "./record-fields.ts";
import { noteOrder } from "./commit-order.ts";
import { deleteRecordFolder } from "./record-files.ts";
import type { RecordModel } from "./record.ts";
import { noteRules, tellChange } from "./tell-change.ts";

interface Removal {
  /** Runs in the transaction. `removeRow` gives false where a hook left the row. */
  readonly around: (context: Context, removeRow: () => Promise<boolean>) => Promise<unknown>;
  /** Throws where the record must stay; runs in the same transaction, before the hooks of the execution. */
  readonly check?: (context: Context, record: RecordModel) => Promise<void>;
}

/** Deletes a row with the hooks around it, and its files after the commit. */
export async function removeRecord(context: Context, record: RecordModel, { around, check }: Removal): Promise<void> {
  const { hooks } = context;
  const { tags } = recordFields(record.collection);
  const event: RecordEvent = { context, record };
  const isNested = context.transaction !== null;
  // Hooks may leave the record where it is.
  let isRemoved = false;
  const execute = (current: RecordEvent): Promise<void> =>
    hooks.onRecordDeleteExecute.triggerAround(current, tags, {
      operation: async (deleting) => {
        await deleteRow(deleting);
        isRemoved = true;
      },
      // As in PocketBase, what is deleted with it comes behind the hooks of models.
      around: (executing, deleteModel) => {
        const removeRow = (): Promise<boolean> => deleteModel().then(() => isRemoved);
        return inTransaction(executing.context, (transaction) =>
          removeWithin(executing, { transaction, isNested, around, removeRow }),
        );
      },
    });
  const checkAndExecute = async (current: RecordEvent): Promise<void> => {
    checkStored(current.record);
    if (check === undefined) return execute(current);
    await inTransaction(current.context, async (transaction) => {
      await check(transaction, current.record);
      await execute({ ...current, context: transaction });
    });
  };
  try {
    await hooks.onRecordDelete.trigger(event, tags, checkAndExecute);
  } catch (error) {
    await hooks.onRecordAfterDeleteError.trigger({ ...event, context, error }, tags, () => undefined);
    throw error;
  }
  // Behind the hooks of the deletion, as PocketBase has it; within a transaction of others, behind that.
  if (!isNested && isRemoved)
    await hooks.onRecordAfterDeleteSuccess.trigger({ ...event, context }, tags, () => undefined);
}

/** Throws for a record that was never stored. */
export function checkStored(record: RecordModel): void {
  if (record.isNew) {
    throw new Error("the model can be deleted only if it is existing and has a non-empty primary key");
  }
}

async function deleteRow({ context, record }: RecordEvent): Promise<void> {
  const { connection } = context;
  await connection.run(`DELETE FROM ${connection.dialect.quote(record.collection.name)} WHERE id = ?`, [record.id]);
  noteOrder(context, record);
  noteRules(context, record);
}

interface RemovalWithin extends Pick<Removal, "around"> {
  readonly transaction: Context;
  readonly isNested: boolean;
  readonly removeRow: () => Promise<boolean>;
}

async function removeWithin(
  event: RecordEvent,
  { transaction: context, isNested, around, removeRow }: RemovalWithin,
): Promise<void> {
  const { hooks } = context;
  const { record } = event;
  const { tags, ofType } = recordFields(record.collection);
  let isRemoved = false;
  await around(context, async () => {
    const outer = event.context;
    event.context = context;
    try {
      return (isRemoved = await removeRow());
    } finally {
      event.context = outer;
    }
  });
  if (!isRemoved) return;
  // Behind what was deleted with it, as hooks of success hear of it.
  tellChange(context, record, "delete");
  if (ofType("file").length > 0) afterTransaction(context, "commit", (outer) => deleteRecordFolder(outer, record));
  if (isNested && hooks.onRecordAfterDeleteSuccess.concerns(tags)) {
    afterTransaction(context, "commit", (outer) =>
      hooks.onRecordAfterDeleteSuccess.trigger({ context: outer, record }, tags, () => undefined),
    );
  }
  // If it has a transaction of its own, `removeRecord` runs the hooks of its failure.
  if (isNested && hooks.onRecordAfterDeleteError.concerns(tags)) {
    afterTransaction(context, "rollback", (outer, error) =>
      hooks.onRecordAfterDeleteError.trigger({ context: outer, record, error }, tags, () => undefined),
    );
  }
}
