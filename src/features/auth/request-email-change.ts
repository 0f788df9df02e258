import { badRequest, tooManyRequests, unauthorized, type FieldError } from "../../lib/api-error.ts";
import { findAuthRecordByEmail } from "../../model/auth/find-by-email.ts";
import { SUPERUSERS, type AuthCollection } from "../../model/collections/collection.ts";
import { sendEmailChange } from "../../model/mails/record-mails.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { saveFailure } from "../../model/records/save-failure.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { authCollection } from "./auth-collection.ts";
import { checkEmail, checkForm } from "./form-checks.ts";

/** Mails a link to the new address. The client waits for the mail to go out, to learn of an address that can't be reached. */
export async function requestEmailChange(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call);
  if (collection.name === SUPERUSERS) throw badRequest("All superusers can change their emails directly.");
  const request = await readBody(call);
  const { auth } = request;
  if (auth === null) throw unauthorized("The request requires valid auth record.");
  const form = textFields(request, ["newEmail"]);
  checkForm({ newEmail: checkEmail(form.newEmail) ?? (await checkUse(call, collection, { auth, ...form })) });

  const event = { context, request, collection, record: auth, newEmail: form.newEmail };
  const tags = recordFields(collection).tags;
  const response = await triggerRequest(context.hooks.onRecordRequestEmailChangeRequest, {
    event,
    tags,
    async operation({ record, newEmail }) {
      // Anybody with an account may name any address.
      if (!(await context.signInGuard.allowMailTo("emailChange", newEmail))) {
        throw tooManyRequests("Too many mails were sent to this address, please try again later.");
      }
      try {
        await sendEmailChange(context, record, newEmail);
      } catch (error) {
        throw saveFailure(context, error, "Failed to request email change.");
      }
      return call.noContent();
    },
  });
  return response ?? new Response(null);
}

async function checkUse(
  { context }: Call,
  collection: AuthCollection,
  { auth, newEmail }: { auth: RecordModel; newEmail: string },
): Promise<FieldError | null> {
  if (newEmail === auth.text("email")) {
    return { code: "validation_not_in_invalid", message: "Must not be in list." };
  }
  const other = await findAuthRecordByEmail(context, collection, newEmail);
  if (other === null || other.id === auth.id) return null;
  return { code: "validation_invalid_new_email", message: "Invalid new email address." };
}
