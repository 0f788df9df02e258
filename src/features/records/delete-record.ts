import { notFound } from "../../lib/api-error.ts";
import type { Context } from "../../model/context.ts";
import { deleteRecord as deleteStoredRecord } from "../../model/records/delete.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { recordFromRow } from "../../model/records/record-values.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import { findRecordRow } from "../../model/rules/find-record-row.ts";
import { getWritableCollection, ruleFor } from "./access.ts";
import { saveFailure } from "../../model/records/save-failure.ts";
import type { RecordTarget } from "./view-record.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

const FAILURE = "Failed to delete record. Make sure that the record is not part of a required relation reference.";

/** Deletes a record and what goes with it. Resolves to whether it did: false where a hook ended the request. */
export async function deleteRecord(context: Context, request: RequestInfo, target: RecordTarget): Promise<boolean> {
  const collection = getWritableCollection(context, target.collection);
  const rule = ruleFor(request, collection.deleteRule);
  const row = await findRecordRow(context, { collection, id: target.id, rule, request });
  if (row === null) throw notFound();
  const record = recordFromRow(collection, row);
  const { tags } = recordFields(collection);
  const event = { context, request, collection, record };
  const isDone = await triggerRequest(context.hooks.onRecordDeleteRequest, {
    event,
    tags,
    async operation(current) {
      try {
        await deleteStoredRecord(current.context, current.record);
        return true;
      } catch (error) {
        throw saveFailure(context, error, FAILURE);
      }
    },
  });
  return isDone === true;
}
