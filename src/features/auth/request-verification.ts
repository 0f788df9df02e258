import { badRequest } from "../../lib/api-error.ts";
import { findAuthRecordByEmail } from "../../model/auth/find-by-email.ts";
import { SUPERUSERS } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { sendVerification } from "../../model/mails/record-mails.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { authCollection } from "./auth-collection.ts";
import { checkEmail, checkForm } from "./form-checks.ts";
import { runUnseen } from "./run-unseen.ts";

const NAME = "send a verification mail";

/**
 * Always the same answer, whether or not there is such a record, and before anybody looks. Only where a plugin wants to see the
 * record first is it looked up before.
 */
export async function requestVerification(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call);
  if (collection.name === SUPERUSERS) throw badRequest("All superusers are verified by default.");
  const request = await readBody(call);
  const { email } = textFields(request, ["email"]);
  checkForm({ email: checkEmail(email) });

  const hook = context.hooks.onRecordRequestVerificationRequest;
  if (hook.isEmpty) {
    runUnseen(context, { name: NAME, collection }, async (current) => {
      const record = await findAuthRecordByEmail(context, current, email);
      if (record !== null) await mailVerification(context, record);
    });
    return call.noContent();
  }
  const found = await findAuthRecordByEmail(context, collection, email);
  if (found === null) return call.noContent();
  const event = { context, request, collection, record: found };
  const response = await triggerRequest(hook, {
    event,
    tags: recordFields(collection).tags,
    operation({ record }) {
      runUnseen(context, { name: NAME, collection }, () => mailVerification(context, record));
      return call.noContent();
    },
  });
  // The same as where there is no such record.
  return response ?? call.noContent();
}

async function mailVerification(context: Context, record: RecordModel): Promise<void> {
  const key = verificationMailKey(record);
  if (record.values["verified"] === true || !(await context.signInGuard.claimMail(key))) return;
  try {
    await sendVerification(context, record);
  } catch (error) {
    await context.signInGuard.releaseMail(key);
    throw error;
  }
}

export function verificationMailKey({ collection, id }: RecordModel): string {
  return `verification/${collection.id}/${id}`;
}
