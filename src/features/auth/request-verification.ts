import { badRequest } from "../../lib/api-error.ts";
import { findAuthRecordByEmail } from "../../model/auth/find-by-email.ts";
import { SUPERUSERS } from "../../model/collections/collection.ts";
import { sendVerification } from "../../model/mails/record-mails.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { authCollection } from "./auth-collection.ts";
import { checkEmail, checkForm } from "./form-checks.ts";

/** Always the same answer at once, whether or not there is such a record: the mail is sent in the background. */
export async function requestVerification(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call);
  if (collection.name === SUPERUSERS) throw badRequest("All superusers are verified by default.");
  const request = await readBody(call);
  const { email } = textFields(request, ["email"]);
  checkForm({ email: checkEmail(email) });

  const found = await findAuthRecordByEmail(context, collection, email);
  if (found === null) return call.noContent();
  const event = { context, request, collection, record: found };
  const tags = [collection.id, collection.name];
  await context.hooks.onRecordRequestVerificationRequest.trigger(event, tags, ({ record }) => {
    const key = verificationMailKey(record);
    if (record.values["verified"] === true || !context.signInGuard.claimMail(key)) return;
    context.background.run("send a verification mail", async () => {
      try {
        await sendVerification(context, record);
      } catch (error) {
        context.signInGuard.releaseMail(key);
        throw error;
      }
    });
  });
  return call.noContent();
}

export function verificationMailKey({ collection, id }: RecordModel): string {
  return `verification/${collection.id}/${id}`;
}
