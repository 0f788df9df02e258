import { badRequest } from "../../lib/api-error.ts";
import { createToken } from "../../model/auth/tokens.ts";
import type { FileTokenRequestEvent } from "../../model/hook-events.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

/** A short-lived token for URLs of protected files, which browsers request without headers. */
export async function createFileToken(call: Call): Promise<Response> {
  const { context } = call;
  const request = call.info();
  const record = request.auth;
  if (record === null) throw badRequest("Failed to generate file token.");
  const event: FileTokenRequestEvent = { context, request, record, token: createToken(record, { type: "file" }) };
  const tags = recordFields(record.collection).tags;
  const response = await triggerRequest(context.hooks.onFileTokenRequest, {
    event,
    tags,
    operation: ({ token }) => call.json({ token }),
  });
  return response ?? new Response(null);
}
