import { badRequest } from "../../lib/api-error.ts";
import { findAuthRecordByEmail } from "../../model/auth/find-by-email.ts";
import { sendPasswordReset } from "../../model/mails/record-mails.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { authCollection } from "./auth-collection.ts";
import { checkEmail, checkForm } from "./form-checks.ts";

/** Always the same answer at once, whether or not there is such a record: the mail is sent in the background. */
export async function requestPasswordReset(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call);
  if (!collection.options.passwordAuth.enabled) {
    throw badRequest("The collection is not configured to allow password authentication.");
  }
  const request = await readBody(call);
  const { email } = textFields(request, ["email"]);
  checkForm({ email: checkEmail(email) });

  const found = await findAuthRecordByEmail(context, collection, email);
  if (found === null || !context.signInGuard.claimMail(resetMailKey(found))) return call.noContent();
  const key = resetMailKey(found);
  const event = { context, request, collection, record: found };
  const tags = [collection.id, collection.name];
  await context.hooks.onRecordRequestPasswordResetRequest.trigger(event, tags, ({ record }) => {
    context.background.run("send a password reset mail", async () => {
      try {
        await sendPasswordReset(context, record);
      } catch (error) {
        context.signInGuard.releaseMail(key);
        throw error;
      }
    });
  });
  return call.noContent();
}

export function resetMailKey({ collection, id }: RecordModel): string {
  return `password-reset/${collection.id}/${id}`;
}
