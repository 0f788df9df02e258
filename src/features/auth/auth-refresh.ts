import { andThen } from "../../lib/and-then.ts";
import { notFound } from "../../lib/api-error.ts";
import { authTokenOfHeader } from "../../model/auth/authorization-header.ts";
import { createAuthToken } from "../../model/auth/tokens.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import type { Call } from "../../model/route.ts";
import { answerAuth } from "./answer-auth.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

/** A new token for the bearer of one. A token that is not refreshable (impersonation) is answered as it is. */
export function authRefresh(call: Call): Response | Promise<Response> {
  const { context } = call;
  const request = call.info();
  const { auth } = request;
  if (auth === null) throw notFound("Missing auth record context.");
  const header = call.request.headers.get("authorization") ?? "";
  const isRefreshable = call.tokenClaims(header)?.["refreshable"] === true;
  const { collection } = auth;
  const event = { context, request, collection, record: auth };
  const answering = triggerRequest(context.hooks.onRecordAuthRefreshRequest, {
    event,
    tags: recordFields(collection).tags,
    operation({ record }) {
      const token = isRefreshable ? createAuthToken(record) : authTokenOfHeader(header);
      return answerAuth(call, { request, record, token, authMethod: "" });
    },
  });
  return andThen(answering, (response) => response ?? new Response(null));
}
