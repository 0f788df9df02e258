import { badRequest, type FieldError } from "../../lib/api-error.ts";
import { unverifiedClaims } from "../../lib/jwt.ts";
import { verifyToken } from "../../model/auth/tokens.ts";
import { SUPERUSERS, type AuthCollection } from "../../model/collections/collection.ts";
import { required } from "../../model/fields/field-errors.ts";
import { setRandomPassword } from "../../model/records/password.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { saveFailure } from "../../model/records/save-failure.ts";
import { setValue } from "../../model/records/record-values.ts";
import { RecordModel } from "../../model/records/record.ts";
import { saveRecord } from "../../model/records/save.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { authCollection } from "./auth-collection.ts";
import { tokenOfOtherCollection, wrongForm, wrongToken } from "./form-checks.ts";
import { verificationMailKey } from "./request-verification.ts";

export async function confirmVerification(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call);
  if (collection.name === SUPERUSERS) throw badRequest("All superusers are verified by default.");
  const request = await readBody(call);
  const { token } = textFields(request, ["token"]);
  const found = await checkToken(call, collection, token);
  if (!(found instanceof RecordModel)) throw wrongForm({ token: found });

  const wasVerified = found.values["verified"] === true;
  const event = { context, request, collection, record: found };
  const tags = recordFields(collection).tags;
  const response = await triggerRequest(context.hooks.onRecordConfirmVerificationRequest, {
    event,
    tags,
    async operation({ record }) {
      if (!wasVerified) {
        setValue(record, "verified", true);
        // Whoever made the account before its owner came must not know its password, should passwords be allowed one day.
        if (!collection.options.passwordAuth.enabled) await setRandomPassword(context, record);
        try {
          await saveRecord(context, record);
        } catch (error) {
          throw saveFailure(context, error, "An error occurred while saving the verified state.");
        }
      }
      await context.signInGuard.releaseMail(verificationMailKey(record));
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
  const { email } = unverifiedClaims(token);
  if (typeof email !== "string" || email === "") {
    return { code: "validation_invalid_token_claims", message: "Missing email token claim." };
  }
  const verified = await verifyToken(context, token, "verification");
  if (verified === null) return wrongToken;
  const { record } = verified;
  if (record.collection.id !== collection.id) return tokenOfOtherCollection;
  if (record.text("email") !== email) {
    const message = "The record email doesn't match with the requested token claims.";
    return { code: "validation_token_email_mismatch", message };
  }
  return record;
}
