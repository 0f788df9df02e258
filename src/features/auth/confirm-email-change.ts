import { badRequest, type FieldError } from "../../lib/api-error.ts";
import { unverifiedClaims } from "../../lib/jwt.ts";
import { findAuthRecordByEmail } from "../../model/auth/find-by-email.ts";
import { verifyToken } from "../../model/auth/tokens.ts";
import { SUPERUSERS, type AuthCollection } from "../../model/collections/collection.ts";
import { collectErrors, required } from "../../model/fields/field-errors.ts";
import { verifyPassword } from "../../model/records/password.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { setValue } from "../../model/records/record-values.ts";
import { RecordModel } from "../../model/records/record.ts";
import { saveRecord } from "../../model/records/save.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { authCollection } from "./auth-collection.ts";
import { checkText, confirmFailure, tokenOfOtherCollection, wrongForm, wrongToken } from "./form-checks.ts";

/** Takes over the new email by the token that was mailed to it and the password of the account. */
export async function confirmEmailChange(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call);
  if (collection.name === SUPERUSERS) throw badRequest("All superusers can change their emails directly.");
  const request = await readBody(call);
  const { token, password } = textFields(request, ["token", "password"]);
  const checked = await checkToken(call, collection, token);
  const record = checked instanceof RecordModel ? checked : null;
  const errors = collectErrors({
    token: checked instanceof RecordModel ? null : checked,
    password: checkText(password, { max: 100 }) ?? (await checkPassword(call, record, password)),
  });
  if (record === null || Object.keys(errors).length > 0) throw wrongForm(errors);

  const tokenKey = record.text("tokenKey");
  const event = { context, request, collection, record, newEmail: newEmailOf(token) };
  const tags = recordFields(collection).tags;
  const response = await triggerRequest(context.hooks.onRecordConfirmEmailChangeRequest, {
    event,
    tags,
    async operation(current) {
      setValue(current.record, "email", current.newEmail);
      setValue(current.record, "verified", true);
      try {
        await saveRecord(context, current.record, { tokenKey });
      } catch (error) {
        throw confirmFailure(context, error, "Failed to confirm email change.");
      }
      return call.noContent();
    },
  });
  return response ?? new Response(null);
}

async function checkToken(
  { context }: Call,
  collection: AuthCollection,
  token: string,
): Promise<RecordModel | FieldError> {
  if (token === "") return required;
  const newEmail = newEmailOf(token);
  if (newEmail === "") {
    const message = "Invalid token payload - newEmail must be set.";
    return { code: "validation_invalid_token_payload", message };
  }
  const verified = await verifyToken(context, token, "emailChange");
  if (verified === null) return wrongToken;
  if (verified.record.collection.id !== collection.id) return tokenOfOtherCollection;
  if ((await findAuthRecordByEmail(context, collection, newEmail)) !== null) {
    return { code: "validation_invalid_token_email", message: "The new email address is invalid." };
  }
  return verified.record;
}

async function checkPassword(
  { context, clientAddress: client }: Call,
  record: RecordModel | null,
  plain: string,
): Promise<FieldError | null> {
  if (record !== null && (await verifyPassword(context, record, { plain, client }))) return null;
  return { code: "validation_invalid_password", message: "Missing or invalid auth record password." };
}

function newEmailOf(token: string): string {
  const { newEmail } = unverifiedClaims(token);
  return typeof newEmail === "string" ? newEmail : "";
}
