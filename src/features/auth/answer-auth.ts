import { forbidden } from "../../lib/api-error.ts";
import { stringifyJson } from "../../lib/json-text.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import { isAddressAllowed } from "../../model/auth/superuser-address.ts";
import type { RecordAuthRequestEvent } from "../../model/hook-events.ts";
import { enrichRecords } from "../../model/records/enrich.ts";
import { recordText } from "../../model/records/present-shapes.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { withRequest } from "../../model/request-info.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import { recordMatchesRule } from "../../model/rules/match-rule.ts";
import { rememberOrigin } from "./auth-origin.ts";
import { requireSecondFactor } from "./second-factor.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

export interface AuthAnswer {
  readonly request: RequestInfo;
  readonly record: RecordModel;
  readonly token: string;
  /** How the record signed in; empty skips second factors and alerts, as for a refresh. */
  readonly authMethod: string;
  /** What the way of signing in adds to the answer. */
  readonly meta?: unknown;
}

/** The answer to every way of signing in: the record and its token, or the demand for a second factor. */
export async function answerAuth(call: Call, answer: AuthAnswer): Promise<Response> {
  const { context } = call;
  const { request, record, token, authMethod, meta = null } = answer;
  const collection = record.collection;
  if (collection.type !== "auth") throw new Error("only records of auth collections sign in");
  if (isSuperuser(record) && !isAddressAllowed(call.context, record, call.clientAddress)) throw forbidden();
  if (!isSuperuser(request.auth)) {
    const rule = collection.options.authRule;
    if (!(await recordMatchesRule(context, record, { rule, request }))) {
      throw forbidden("The request doesn't satisfy the collection requirements to authenticate.");
    }
  }

  const event: RecordAuthRequestEvent = { context, request, collection, record, token, meta, authMethod };
  const response = await triggerRequest(context.hooks.onRecordAuthRequest, {
    event,
    tags: recordFields(collection).tags,
    async operation(current) {
      const mfaId = await requireSecondFactor(call, current);
      return mfaId === null ? present(call, current) : call.json({ mfaId }, 401);
    },
  });
  return response ?? new Response(null);
}

async function present(call: Call, event: RecordAuthRequestEvent): Promise<Response> {
  const { context, record, token, meta, request } = event;
  const own = withRequest(request, { auth: record });
  await enrichRecords(context, own, { records: [record], expand: request.query["expand"] ?? "", isOwner: true });
  await rememberOrigin(call, event);
  const recordJson = recordText(record, isSuperuser(record));
  const metaJson = meta === null || meta === undefined ? "" : `"meta":${stringifyJson(meta)},`;
  const text = `{${metaJson}"record":${recordJson},"token":${JSON.stringify(token)}}`;
  // Fields are picked from the whole answer: `record.id,token`.
  return request.query["fields"] ? call.json(JSON.parse(text)) : call.jsonText(text);
}
