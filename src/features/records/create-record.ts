import { badRequest } from "../../lib/api-error.ts";
import { andThen, andThenWith } from "../../lib/and-then.ts";
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
  return andThen(createRecordAs(context, request, { collection: target.collection, present }), orEmpty);
}

function orEmpty(text: string | null): string {
  return text ?? "";
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
  const event = { context, request: seen, collection, record };
  const checking = checkRules(context, seen, { record, rule });
  return andThenWith(checking, { context, event, form, present: presentEvent }, createAllowed);
}

interface Checked<Result> extends Pick<Creation<Result>, "present"> {
  /** That of the request: `event` may be put into a transaction of a handler. */
  readonly context: Context;
  readonly event: RecordRequestEvent;
  readonly form: AuthForm | null;
}

function createAllowed<Result>(
  { context, event, form, present: presentEvent }: Checked<Result>,
  mayManage: boolean,
): Result | null | Promise<Result | null> {
  return triggerRequest(context.hooks.onRecordCreateRequest, {
    event,
    tags: recordFields(event.collection).tags,
    operation: (current) => andThenWith(save(context, current, { form, mayManage }), current, presentEvent),
  });
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
  try {
    const saving = andThenWith(checkForm(event, submitted), event, saveChecked);
    return saving instanceof Promise ? failWith(context, saving) : saving;
  } catch (error) {
    throw saveFailure(context, error, FAILURE);
  }
}

function saveChecked({ context, record }: RecordRequestEvent): void | Promise<void> {
  return saveRecord(context, record);
}

async function failWith(context: Context, saving: Promise<void>): Promise<void> {
  try {
    await saving;
  } catch (error) {
    throw saveFailure(context, error, FAILURE);
  }
}

function checkForm({ context, record }: RecordRequestEvent, { form, mayManage }: Submitted): void | Promise<void> {
  if (form !== null) return checkAuthForm(context, record, { form, mayManage });
}
