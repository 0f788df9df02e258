import { badRequest } from "../../lib/api-error.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Context } from "../../model/context.ts";
import type { RecordRequestEvent } from "../../model/hook-events.ts";
import { presentRecord } from "../../model/records/present.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { newRecord, setValues } from "../../model/records/record-values.ts";
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

/** Creates a record of the request's body. Resolves to the JSON text of the answer, "" where a hook ended the request. */
export async function createRecord(
  context: Context,
  request: RequestInfo,
  target: { readonly collection: string },
): Promise<string> {
  const present = (event: RecordRequestEvent) => presentRecord(event.context, event.request, event.record);
  return (await createRecordAs(context, request, { collection: target.collection, present })) ?? "";
}

interface Creation<Result> {
  /** Its id or name. */
  readonly collection: string;
  /** Called after the record is saved, within the hooks of the request. */
  readonly present: (event: RecordRequestEvent) => Result | Promise<Result>;
}

/** As `createRecord`, with another result. Null if a hook ended the request. */
export async function createRecordAs<Result>(
  context: Context,
  request: RequestInfo,
  { collection: nameOrId, present }: Creation<Result>,
): Promise<Result | null> {
  const collection = getWritableCollection(context, nameOrId);
  const rule = ruleFor(request, collection.createRule);
  const record = newRecord(collection);
  const { body: data } = submittedData(record, request);
  const seen = withRequest(request, { body: data });
  setValues(record, data);
  const mayManage = isSuperuser(seen.auth) || (await checkRules(context, seen, { record, rule }));
  const form = readAuthForm(data);
  const { tags } = recordFields(collection);
  const event = { context, request: seen, collection, record };
  return triggerRequest(context.hooks.onRecordCreateRequest, {
    event,
    tags,
    async operation(current) {
      try {
        if (collection.type === "auth") await checkAuthForm(current.context, current.record, { form, mayManage });
        await saveRecord(current.context, current.record);
      } catch (error) {
        throw saveFailure(context, error, FAILURE);
      }
      return present(current);
    },
  });
}

/** Whether the client, who is no superuser, may manage the new record. Throws where the create rule does not hold for it. */
async function checkRules(
  context: Context,
  request: RequestInfo,
  { record, rule }: { record: RecordModel; rule: string },
): Promise<boolean> {
  if (rule !== "" && !(await recordMatchesRule(context, record, { rule, request }))) throw badRequest(FAILURE);
  return hasManageAccess(context, request, record);
}
