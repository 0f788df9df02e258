import { andThen } from "../../lib/and-then.ts";
import { forbidden } from "../../lib/api-error.ts";
import { escapeJson, stringifyJson } from "../../lib/json-text.ts";
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

/**
 * The answer to every way of signing in: the record and its token, or the demand for a second factor. Without a promise where nothing
 * has to be waited for.
 */
export function answerAuth(call: Call, answer: AuthAnswer): Response | Promise<Response> {
  const { context } = call;
  const { request, record, token, authMethod, meta = null } = answer;
  const collection = record.collection;
  if (collection.type !== "auth") throw new Error("only records of auth collections sign in");
  if (!isAddressAllowed(context, record, call)) throw forbidden();
  const rule = isSuperuser(request.auth) ? "" : collection.options.authRule;
  return andThen(recordMatchesRule(context, record, { rule, request }), (matches) => {
    if (!matches) throw forbidden("The request doesn't satisfy the collection requirements to authenticate.");
    const event: RecordAuthRequestEvent = { context, request, collection, record, token, meta, authMethod };
    const answering = triggerRequest(context.hooks.onRecordAuthRequest, {
      event,
      tags: recordFields(collection).tags,
      operation: (current) =>
        andThen(requireSecondFactor(call, current), (mfaId) =>
          mfaId === null ? present(call, current) : call.json({ mfaId }, 401),
        ),
    });
    return andThen(answering, (response) => response ?? new Response(null));
  });
}

function present(call: Call, event: RecordAuthRequestEvent): Response | Promise<Response> {
  const { context, record, request } = event;
  const own = withRequest(request, { auth: record });
  const expand = request.query["expand"] ?? "";
  const enriching = enrichRecords(context, own, { records: [record], expand, isOwner: true });
  const remembering = andThen(enriching, () => rememberOrigin(call, event));
  return andThen(remembering, () => write(call, event));
}

function write(call: Call, { record, token, meta, request }: RecordAuthRequestEvent): Response {
  const recordJson = escapeJson(recordText(record, isSuperuser(record)));
  const metaJson = meta === null || meta === undefined ? "" : `"meta":${stringifyJson(meta)},`;
  const text = `{${metaJson}"record":${recordJson},"token":${JSON.stringify(token)}}`;
  // Fields are picked from the whole answer: `record.id,token`.
  return request.query["fields"] ? call.json(JSON.parse(text)) : call.jsonText(text);
}
