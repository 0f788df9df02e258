import type { FieldError } from "../../lib/api-error.ts";
import { verifyToken, type VerifiedToken } from "../../model/auth/tokens.ts";
import type { AuthCollection } from "../../model/collections/collection.ts";
import { collectErrors, required } from "../../model/fields/field-errors.ts";
import type { PasswordField } from "../../model/fields/password.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { setValue } from "../../model/records/record-values.ts";
import { saveRecord } from "../../model/records/save.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { authCollection } from "./auth-collection.ts";
import { checkText, confirmFailure, tokenOfOtherCollection, wrongForm, wrongToken } from "./form-checks.ts";
import { resetMailKey } from "./request-password-reset.ts";

/** Sets a new password by the token of a mail, which proves that the email is the user's. */
export async function confirmPasswordReset(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call);
  const request = await readBody(call);
  const form = textFields(request, ["token", "password", "passwordConfirm"]);
  const { token, password, passwordConfirm } = form;
  const checked = await checkToken(call, collection, token);
  const errors = collectErrors({
    token: "claims" in checked ? null : checked,
    password: checkText(password, { min: minLength(collection) }),
    passwordConfirm: checkConfirmation(password, passwordConfirm),
  });
  if (!("claims" in checked) || Object.keys(errors).length > 0) throw wrongForm(errors);

  const tokenKey = checked.record.text("tokenKey");
  const event = { context, request, collection, record: checked.record };
  const tags = recordFields(collection).tags;
  const response = await triggerRequest(context.hooks.onRecordConfirmPasswordResetRequest, {
    event,
    tags,
    async operation({ record }) {
      setValue(record, "password", password);
      if (record.text("email") === checked.claims["email"]) setValue(record, "verified", true);
      try {
        await saveRecord(context, record, { tokenKey });
      } catch (error) {
        throw confirmFailure(context, error, "Failed to set new password.");
      }
      await context.signInGuard.releaseMail(resetMailKey(record));
      return call.noContent();
    },
  });
  return response ?? new Response(null);
}

async function checkToken(
  { context }: Call,
  collection: AuthCollection,
  token: string,
): Promise<VerifiedToken | FieldError> {
  if (token === "") return required;
  const verified = await verifyToken(context, token, "passwordReset");
  if (verified === null) return wrongToken;
  return verified.record.collection.id === collection.id ? verified : tokenOfOtherCollection;
}

function checkConfirmation(password: string, confirmation: string): FieldError | null {
  if (confirmation === "") return required;
  if (confirmation === password) return null;
  return { code: "validation_values_mismatch", message: "Values don't match." };
}

function minLength(collection: AuthCollection): number {
  const field = collection.fields.find(({ name }) => name === "password") as PasswordField | undefined;
  return Math.max(field?.min ?? 1, 1);
}
