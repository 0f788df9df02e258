import type { Context } from "../context.ts";
import { cascadeDelete } from "./cascade.ts";
import type { RecordModel } from "./record.ts";
import { findReferences } from "./referring-records.ts";
import { removeRecord } from "./remove-record.ts";
import { SUPERUSERS } from "../collections/collection.ts";
import { afterSystemRecordDelete, checkNotLastSuperuser } from "./system-records.ts";

/**
 * Deletes a record, and with it or unset in them the records that relate to it, in one transaction. Throws where a required
 * relation would lose its last record.
 */
export async function deleteRecord(context: Context, record: RecordModel): Promise<void> {
  if (record.collection.type === "view") throw new Error("records of views cannot be deleted");
  const found = await findReferences(context, record);
  await removeRecord(context, record, {
    async around(transaction, removeRow) {
      // First the record, then what relates to it: so a circle of relations ends.
      if (!(await removeRow())) return;
      await afterSystemRecordDelete(transaction, record);
      await cascadeDelete(transaction, record, { found, deleteRecord });
    },
    ...(record.collection.name === SUPERUSERS ? { check: checkNotLastSuperuser } : {}),
  });
}
