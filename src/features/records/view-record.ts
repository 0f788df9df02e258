import { notFound } from "../../lib/api-error.ts";
import type { Context } from "../../model/context.ts";
import { presentRecords, presentRow } from "../../model/records/present.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { recordFromRow } from "../../model/records/record-values.ts";
import { findVisibleRow } from "../../model/records/visible-rows.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import { getCollection, ruleFor } from "./access.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

export interface RecordTarget {
  /** Id or name. */
  readonly collection: string;
  readonly id: string;
}

/** The record as the JSON text of the answer. */
export async function viewRecord(context: Context, request: RequestInfo, target: RecordTarget): Promise<string> {
  const collection = getCollection(context, target.collection);
  const rule = ruleFor(request, collection.viewRule);
  const found = findVisibleRow(context, { collection, id: target.id, rule, request });
  const known = found instanceof Promise ? await found : found;
  if (known === null) throw notFound();
  const { onRecordViewRequest } = context.hooks;
  const { tags } = recordFields(collection);
  if (!onRecordViewRequest.concerns(tags)) {
    return presentRow(context, request, { collection, known });
  }
  const record = recordFromRow(collection, known.row);
  const answer = await triggerRequest(onRecordViewRequest, {
    event: { context, request, collection, record },
    tags,
    operation: (event) => {
      // As in PocketBase, where a hook has taken the record away.
      if ((event.record as RecordModel | null) === null) return ["null"];
      return presentRecords(event.context, event.request, [event.record]);
    },
  });
  return answer?.[0] ?? "";
}
