import { badRequest } from "../../lib/api-error.ts";
import { isSuperuser } from "../../model/auth/is-superuser.ts";
import type { Context } from "../../model/context.ts";
import { presentRecords } from "../../model/records/present.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { copyRecord, newRecord, setValues } from "../../model/records/record-values.ts";
import { saveRecord } from "../../model/records/save.ts";
import { withRequest, type RequestInfo } from "../../model/request-info.ts";
import { recordMatchesRule } from "../../model/rules/match-rule.ts";
import { getWritableCollection, ruleFor } from "./access.ts";
import { checkAuthForm, readAuthForm } from "./auth-form.ts";
import { hasManageAccess } from "./manage-access.ts";
import { saveFailure } from "../../model/records/save-failure.ts";
import { submittedData } from "./submitted-data.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

const FAILURE = "Failed to create record.";

interface CreatedRecord {
  readonly record: RecordModel;
  /** JSON text. */
  readonly answer: string;
}

/** Creates a record of the request's body. Resolves to the JSON text of the answer, "" where a hook ended the request. */
export async function createRecord(
  context: Context,
  request: RequestInfo,
  target: { readonly collection: string },
): Promise<string> {
  return (await createAndPresentRecord(context, request, target))?.answer ?? "";
}

/** As `createRecord`, with the record. Null where a hook ended the request. */
export async function createAndPresentRecord(
  context: Context,
  request: RequestInfo,
  target: { readonly collection: string },
): Promise<CreatedRecord | null> {
  const collection = getWritableCollection(context, target.collection);
  const rule = ruleFor(request, collection.createRule);
  const record = newRecord(collection);
  const { body: data } = submittedData(record, request);
  const seen = withRequest(request, { body: data });
  setValues(record, data);
  const mayManage = await checkRules(context, seen, { record, rule });
  const form = readAuthForm(data);
  const { tags } = recordFields(collection);
  const event = { context, request: seen, collection, record };
  return triggerRequest(context.hooks.onRecordCreateRequest, {
    event,
    tags,
    async operation(current) {
      try {
        await checkAuthForm(current.context, current.record, { form, mayManage });
        await saveRecord(current.context, current.record);
      } catch (error) {
        throw saveFailure(context, error, FAILURE);
      }
      const [answer = ""] = await presentRecords(current.context, current.request, [current.record]);
      return { record: current.record, answer };
    },
  });
}

/** Whether the client may manage the new record. Throws where the create rule does not hold for it. */
async function checkRules(
  context: Context,
  request: RequestInfo,
  { record, rule }: { record: RecordModel; rule: string },
): Promise<boolean> {
  if (isSuperuser(request.auth)) return true;
  let asked = record;
  if (record.collection.type === "auth") {
    // Else whoever sends `verified` could pass rules that rely on it.
    asked = copyRecord(record);
    asked.values["verified"] = false;
  }
  if (!(await recordMatchesRule(context, asked, { rule, request }))) throw badRequest(FAILURE);
  return hasManageAccess(context, request, asked);
}
