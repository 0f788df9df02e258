import { notFound } from "../../lib/api-error.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { findRecordById } from "../../model/records/find.ts";
import { presentRecord } from "../../model/records/present.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { setValues } from "../../model/records/record-values.ts";
import { adoptChanges } from "../../model/records/row-changes.ts";
import { saveRecord } from "../../model/records/save.ts";
import { withRequest, type RequestInfo } from "../../model/request-info.ts";
import { recordMatchesRule } from "../../model/rules/match-rule.ts";
import { getWritableCollection, ruleFor } from "./access.ts";
import { checkAuthForm, readAuthForm } from "./auth-form.ts";
import { hasManageAccess } from "./manage-access.ts";
import { saveFailure } from "../../model/records/save-failure.ts";
import { submittedData } from "./submitted-data.ts";
import type { RecordTarget } from "./view-record.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

/**
 * So long a request with modifiers waits for earlier ones to the same record. Their changes are made on the row in any case; waiting
 * shows hooks and rules the values that will be stored.
 */
const MAX_WAIT_MS = 5000;

/** Changes a record by the request's body. Resolves to the JSON text of the answer, "" where a hook ended the request. */
export async function updateRecord(context: Context, request: RequestInfo, target: RecordTarget): Promise<string> {
  const collection = getWritableCollection(context, target.collection);
  const rule = ruleFor(request, collection.updateRule);
  const isExclusive = context.transaction === null && hasModifiers(collection, request);
  using _lock = isExclusive ? await context.recordLocks.hold(`${collection.id}/${target.id}`, MAX_WAIT_MS) : null;
  const record = await findRecordById(context, collection, target.id);
  if (record === null) throw notFound();
  const { body: data, copy } = submittedData(record, request);
  const seen = withRequest(request, { body: data });
  if (rule !== "" && !(await recordMatchesRule(context, record, { rule, request: seen }))) throw notFound();
  const managing = hasManageAccess(context, seen, record);
  const mayManage = typeof managing === "boolean" ? managing : await managing;
  setValues(record, data);
  if (copy !== null) adoptChanges(record, copy);
  const form = readAuthForm(data);
  const { tags } = recordFields(collection);
  const event = { context, request: seen, collection, record };
  const answer = await triggerRequest(context.hooks.onRecordUpdateRequest, {
    event,
    tags,
    async operation(current) {
      try {
        if (collection.type === "auth") await checkAuthForm(current.context, current.record, { form, mayManage });
        await saveRecord(current.context, current.record);
      } catch (error) {
        throw saveFailure(context, error, "Failed to update record.");
      }
      return presentRecord(current.context, current.request, current.record);
    },
  });
  return answer ?? "";
}

/** Whether the request changes stored values instead of replacing them. */
function hasModifiers(collection: Collection, { body, files }: RequestInfo): boolean {
  const { setters } = recordFields(collection);
  const isModifier = (key: string): boolean => {
    const modifier = setters.get(key)?.modifier ?? null;
    return modifier !== null && modifier !== "autogenerate";
  };
  return Object.keys(body).some(isModifier) || (files !== undefined && [...files.keys()].some(isModifier));
}
