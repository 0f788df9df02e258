import { forbidden } from "../../lib/api-error.ts";
import { findAuthRecordByEmail, isEmailCaseIgnored } from "../../model/auth/find-by-email.ts";
import { consumeOtp, createOtp, newOtp, noteOtpAddress, pretendToCreateOtp, type Otp } from "../../model/auth/otp.ts";
import type { AuthCollection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import type { RecordRequestOtpRequestEvent } from "../../model/hook-events.ts";
import { sendOtp } from "../../model/mails/record-mails.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { authCollection } from "./auth-collection.ts";
import { checkEmail, checkForm } from "./form-checks.ts";
import { pauseUnseen, runUnseen } from "./run-unseen.ts";

/**
 * Mails a one-time password. The answer comes before anybody looks whether there is such an account, and everything is done for an
 * unknown email too but the mail: nobody learns from it who has an account. Only where a plugin wants to see the account
 * first is it looked up before.
 */
export async function requestOtp(call: Call): Promise<Response> {
  const { context } = call;
  const collection = authCollection(call);
  if (!collection.options.otp.enabled) {
    throw forbidden("The collection is not configured to allow OTP authentication.");
  }
  const request = await readBody(call);
  const { email } = textFields(request, ["email"]);
  checkForm({ email: checkEmail(email) });

  const { password } = newOtp(collection);
  const asked = { collection, email };
  const hook = context.hooks.onRecordRequestOTPRequest;
  if (hook.isEmpty) {
    const find = (current: AuthCollection): Promise<RecordModel | null> =>
      findAuthRecordByEmail(context, current, email);
    return call.json({ otpId: await issueOtp(context, asked, { password, find }) });
  }
  const record = await findAuthRecordByEmail(context, collection, email);
  const event: RecordRequestOtpRequestEvent = { context, request, collection, record, password };
  const response = await triggerRequest(hook, {
    event,
    tags: recordFields(collection).tags,
    async operation(current) {
      const code = { password: current.password, find: async () => current.record };
      if (current.record === null) call.draft.isForNobody = true;
      return call.json({ otpId: await issueOtp(context, asked, code) });
    },
  });
  // As where there is no such record.
  return response ?? call.noContent();
}

interface NewCode {
  readonly password: string;
  readonly find: (collection: AuthCollection) => Promise<RecordModel | null>;
}

/** The id of the new password; that of the last one where too many are still good, so that a flood of requests ends. */
async function issueOtp(
  context: Context,
  { collection, email }: { readonly collection: AuthCollection; readonly email: string },
  { password, find }: NewCode,
): Promise<string> {
  const account = `${collection.id}/@${isEmailCaseIgnored(collection) ? asciiLowerCase(email) : email}`;
  const { id, isNew } = await context.signInGuard.issueCode(account, collection.options.otp.duration * 1000);
  if (!isNew && !context.options.isDevelopment) {
    context.log.warn("too many one-time passwords were requested; the last one stays valid", { otpId: id });
    return id;
  }
  const otp = { id, password };
  runUnseen(context, { name: "send a one-time password", collection }, async (current) => {
    const record = await find(current);
    await (record === null ? pretendToCreateOtp(context, otp) : createOtp(context, record, otp));
    await pauseUnseen();
    if (record !== null) await mailOtp(context, record, otp);
  });
  return id;
}

/** As the database ignores the case (`COLLATE NOCASE`). */
function asciiLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A password that can't reach its owner is deleted. */
async function mailOtp(context: Context, record: RecordModel, otp: Otp): Promise<void> {
  let sentTo: string;
  try {
    sentTo = await sendOtp(context, record, otp);
  } catch (error) {
    await consumeOtp(context, otp.id);
    throw error;
  }
  if (sentTo !== "") await noteOtpAddress(context, otp.id, sentTo);
}
