import { badRequest } from "../../lib/api-error.ts";
import { andThen } from "../../lib/and-then.ts";
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
import { type AuthForm, checkAuthForm, readAuthForm } from "./auth-form.ts";
import { hasManageAccess } from "./manage-access.ts";
import { saveFailure } from "../../model/records/save-failure.ts";
import { submittedData } from "./submitted-data.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

const FAILURE = "Failed to create record.";

/**
 * Creates a record of the request's body. The result is the JSON text of the answer, "" where a hook ended the request. Without a promise
 * where nothing has to be waited for.
 */
export function createRecord(
  context: Context,
  request: RequestInfo,
  target: { readonly collection: string },
): string | Promise<string> {
  return andThen(createRecordAs(context, request, { collection: target.collection, present }), (text) => text ?? "");
}

function present({ context, request, record }: RecordRequestEvent): string | Promise<string> {
  return presentRecord(context, request, record);
}

interface Creation<Result> {
  /** Its id or name. */
  readonly collection: string;
  /** Called after the record is saved, within the hooks of the request. */
  readonly present: (event: RecordRequestEvent) => Result | Promise<Result>;
}

/** As `createRecord`, with another result. Null if a hook ended the request. */
export function createRecordAs<Result>(
  context: Context,
  request: RequestInfo,
  { collection: nameOrId, present: presentEvent }: Creation<Result>,
): Result | null | Promise<Result | null> {
  const collection = getWritableCollection(context, nameOrId);
  const rule = ruleFor(request, collection.createRule);
  const record = newRecord(collection);
  const { body: data } = submittedData(record, request);
  const seen = withRequest(request, { body: data });
  setValues(record, data);
  // Before handlers may change what was sent.
  const form = collection.type === "auth" ? readAuthForm(data) : null;
  return andThen(checkRules(context, seen, { record, rule }), (mayManage) =>
    triggerRequest(context.hooks.onRecordCreateRequest, {
      event: { context, request: seen, collection, record },
      tags: recordFields(collection).tags,
      operation: (current) => andThen(save(context, current, { form, mayManage }), () => presentEvent(current)),
    }),
  );
}

/** Whether the client may manage the new record. Throws where the create rule does not hold for it. */
function checkRules(
  context: Context,
  request: RequestInfo,
  { record, rule }: { record: RecordModel; rule: string },
): boolean | Promise<boolean> {
  if (isSuperuser(request.auth)) return true;
  return andThen(recordMatchesRule(context, record, { rule, request }), (matches) => {
    if (!matches) throw badRequest(FAILURE);
    return hasManageAccess(context, request, record);
  });
}

interface Submitted {
  /** Null where the record is no account. */
  readonly form: AuthForm | null;
  readonly mayManage: boolean;
}

/** `context` is that of the request, `event` may be in a transaction of a handler. */
function save(context: Context, event: RecordRequestEvent, submitted: Submitted): void | Promise<void> {
  const fail = (error: unknown): never => {
    throw saveFailure(context, error, FAILURE);
  };
  try {
    const checking = checkForm(event, submitted);
    const saving = andThen(checking, () => saveRecord(event.context, event.record));
    return saving instanceof Promise ? saving.catch(fail) : saving;
  } catch (error) {
    return fail(error);
  }
}

function checkForm({ context, record }: RecordRequestEvent, { form, mayManage }: Submitted): void | Promise<void> {
  if (form !== null) return checkAuthForm(context, record, { form, mayManage });
}
