import { badRequest, forbidden, tooManyRequests, type ApiError } from "../../lib/api-error.ts";
import { consumeOtp, findOtp, hasOtpExpired } from "../../model/auth/otp.ts";
import { createAuthToken } from "../../model/auth/tokens.ts";
import type { AuthCollection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import type { RecordAuthWithOtpRequestEvent } from "../../model/hook-events.ts";
import { findRecordById } from "../../model/records/find.ts";
import { pretendToVerify, setRandomPassword, verifyPassword } from "../../model/records/password.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { copyRecord, setValue } from "../../model/records/record-values.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { saveRecord } from "../../model/records/save.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import { withRequest } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import { answerAuth } from "./answer-auth.ts";
import { authCollection } from "./auth-collection.ts";
import { checkForm, checkText } from "./form-checks.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

/** bcrypt looks at no more. */
const MAX_PASSWORD_BYTES = 71;

export async function authWithOtp(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call);
  if (!collection.options.otp.enabled) {
    throw forbidden("The collection is not configured to allow OTP authentication.");
  }
  const request = withRequest(await readBody(call), { context: "otp" });
  const form = textFields(request, ["otpId", "password"]);
  checkForm({ otpId: checkText(form.otpId), password: checkText(form.password, { max: MAX_PASSWORD_BYTES }) });

  const found = await checkOtp(call, collection, form);
  const event: RecordAuthWithOtpRequestEvent = { context, request, collection, ...found };
  const response = await triggerRequest(context.hooks.onRecordAuthWithOTPRequest, {
    event,
    tags: recordFields(collection).tags,
    async operation({ otp, record }) {
      // First of all: of two requests with the same password only one may go on. It stays used if a second factor is missing.
      if (!(await consumeOtp(context, otp.id))) throw wrongOtp();
      await context.signInGuard.noteUse(otp.id);
      const proven = await markVerified(context, { otp, record });
      const token = createAuthToken(proven);
      return answerAuth(call, { request, record: proven, token, authMethod: "otp" });
    },
  });
  return response ?? new Response(null);
}

interface FoundOtp {
  readonly otp: RecordModel;
  readonly record: RecordModel;
}

/**
 * Codes that don't exist, for want of an account or because they are still being made, are answered like wrong ones: in the same
 * time, after as many tries.
 */
async function checkOtp(
  { context, clientAddress }: Call,
  collection: AuthCollection,
  { otpId, password }: { otpId: string; password: string },
): Promise<FoundOtp> {
  const otp = await findOtp(context, otpId);
  const record = await findOwner(context, collection, otp);
  const account = (await context.signInGuard.accountOf(otpId)) ?? `${collection.id}/code/${otpId}`;
  // A hook may have chosen one record for several emails.
  const own = record === null ? [] : [`${collection.id}/${record.id}`];
  const given = { plain: password, client: clientAddress };
  const codeTry = { accounts: [account, ...own], codeId: otpId, address: clientAddress };
  if (!(await context.signInGuard.allowTry(codeTry))) {
    throw tooManyRequests("Too many attempts, please try again later with a new OTP.");
  }
  if (otp === null || record === null) {
    const otps = context.collections.current().byName("_otps");
    if (otps !== undefined) await pretendToVerify(context, otps, given);
    throw wrongOtp();
  }
  if (!(await verifyPassword(context, otp, given))) throw wrongOtp();
  return { otp, record };
}

async function findOwner(
  context: Context,
  collection: AuthCollection,
  otp: RecordModel | null,
): Promise<RecordModel | null> {
  if (otp === null || otp.text("collectionRef") !== collection.id || hasOtpExpired(otp, collection)) return null;
  return findRecordById(context, collection, otp.text("recordRef"));
}

function wrongOtp(): ApiError {
  return badRequest("Invalid or expired OTP");
}

/** Whoever got the password by mail has proven to own the address. The sign-in goes on where that can't be saved. */
async function markVerified(context: Context, { otp, record }: FoundOtp): Promise<RecordModel> {
  const sentTo = otp.text("sentTo");
  const { collection } = record;
  if (record.values["verified"] === true || sentTo === "" || record.text("email") !== sentTo) return record;
  const verified = copyRecord(record);
  setValue(verified, "verified", true);
  try {
    // Whoever made the account before its owner came must not know its password, should passwords be allowed one day.
    if (collection.type === "auth" && !collection.options.passwordAuth.enabled)
      await setRandomPassword(context, verified);
    await saveRecord(context, verified);
    return verified;
  } catch (error) {
    context.log.error("failed to mark a record as verified", { recordId: record.id, error: String(error) });
    return record;
  }
}
