import { badRequest, type FieldErrors } from "../../lib/api-error.ts";
import { checkLength } from "../../model/fields/common-options.ts";
import { required } from "../../model/fields/field-errors.ts";
import { readBody } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { dryRun } from "../../model/views/dry-run.ts";
const MAX_QUERY_BYTES = 5000;

/** Shows the fields and some rows that a view with the query would have; nothing is kept of it. */
export async function dryRunView(call: Call): Promise<Response> {
  const { body } = await readBody(call);
  const { query = "" } = body;
  if (typeof query !== "string") throw badRequest("An error occurred while loading the submitted data.");
  const error = query === "" ? required : checkLength(query, 1, MAX_QUERY_BYTES);
  if (error !== null) {
    const data: FieldErrors = { query: error };
    throw badRequest("An error occurred while validating the submitted data.", { data });
  }
  try {
    return call.json(await dryRun(call.context, query));
  } catch (cause) {
    const reason = call.context.connection.dialect.schema.errorText(cause);
    throw badRequest(`Invalid view query. Raw error: \n${reason}`, { cause });
  }
}
