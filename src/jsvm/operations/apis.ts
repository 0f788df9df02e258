import { answerAuth } from "../../features/auth/answer-auth.ts";
import { toText } from "../../lib/convert.ts";
import { createAuthToken } from "../../model/auth/tokens.ts";
import { enrichRecords } from "../../model/records/enrich.ts";
import { answerWith } from "../events/response-steps.ts";
import type { Operations } from "../operation.ts";
import { callOf, infoOf } from "./requests.ts";

const UNAUTHORIZED = 401;

/** The part of `$apis` that works on records. */
export const apiOperations: Operations = {
  /** Answers a sign-in: the record, the name of the method, and what is told besides. */
  async "apis.authResponse"(call) {
    const request = callOf(call.frame);
    const record = call.record(0);
    const response = await answerAuth(request, {
      request: await infoOf(call.frame),
      record,
      token: createAuthToken(record),
      authMethod: call.text(1),
      meta: call.args[2] ?? null,
    });
    // It is only now that its answer is written.
    request.draft.isOperationDone = false;
    const state = await answerWith(request, response);
    if (response.status === UNAUTHORIZED) throw new Error("mfa required");
    return state;
  },

  /** As the records of API answers: hooks, emails, and the relations of the query and of the arguments. */
  async "apis.enrich"(call) {
    const request = await infoOf(call.frame);
    const expand = [request.query["expand"] ?? "", ...call.list(1).map(toText)].filter((path) => path !== "").join(",");
    await enrichRecords(call.context, request, { records: call.records, expand });
  },
};
