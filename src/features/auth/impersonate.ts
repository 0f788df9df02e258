import { badRequest, notFound } from "../../lib/api-error.ts";
import { createAuthToken } from "../../model/auth/tokens.ts";
import { noLessThan } from "../../model/fields/field-errors.ts";
import { findRecordById } from "../../model/records/find.ts";
import { readBody } from "../../model/request-body.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import { answerAuth } from "./answer-auth.ts";
import { NO_AUTH_COLLECTION, authCollection } from "./auth-collection.ts";
import { checkForm } from "./form-checks.ts";

/** A token of somebody's, for superusers. It can't be refreshed, so it lasts no longer than they chose. */
export async function impersonate(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call, { missing: NO_AUTH_COLLECTION });
  const record = await findRecordById(context, collection, call.params["id"] ?? "");
  if (record === null) throw notFound();
  const request = await readBody(call);
  const duration = durationOf(request);
  checkForm({ duration: duration < 0 ? noLessThan(0) : null });
  const token = createAuthToken(record, { duration, refreshable: false });
  return answerAuth(call, { request, record, token, authMethod: "" });
}

/** Seconds; 0 is the collection's own setting. */
function durationOf({ body }: RequestInfo): number {
  const duration = body["duration"] ?? 0;
  if (typeof duration === "number" && Number.isSafeInteger(duration)) return duration;
  throw badRequest("An error occurred while loading the submitted data.");
}
