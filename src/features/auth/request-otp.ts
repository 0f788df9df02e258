import { forbidden } from "../../lib/api-error.ts";
import { findAuthRecordByEmail } from "../../model/auth/find-by-email.ts";
import { consumeOtp, createOtp, listCurrentOtps, newOtp, noteOtpAddress, type Otp } from "../../model/auth/otp.ts";
import { MAX_PENDING_CODES } from "../../model/auth/sign-in-guard.ts";
import type { AuthCollection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import type { RecordRequestOtpRequestEvent } from "../../model/hooks.ts";
import { sendOtp } from "../../model/mails/record-mails.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { authCollection } from "./auth-collection.ts";
import { checkEmail, checkForm } from "./form-checks.ts";

/**
 * Mails a one-time password. The answer comes before the password is made, and for an unknown email there is one as well:
 * nobody learns from it who has an account.
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

  const record = await findAuthRecordByEmail(context, collection, email);
  const { password } = newOtp(collection);
  const event: RecordRequestOtpRequestEvent = { context, request, collection, record, password };
  let otpId: string | null = null;
  const tags = [collection.id, collection.name];
  await context.hooks.onRecordRequestOTPRequest.trigger(event, tags, async (current) => {
    otpId =
      current.record === null
        ? decoy(context, collection, email)
        : await issueOtp(context, current.record, current.password);
  });
  return otpId === null ? call.noContent() : call.json({ otpId });
}

function decoy({ signInGuard }: Context, { id, options }: AuthCollection, email: string): string {
  return signInGuard.decoyCode(`${id}/@${email.toLowerCase()}`, options.otp.duration * 1000);
}

/** The id of the new password; that of the last one where too many are still good, so that a flood of requests ends. */
async function issueOtp(context: Context, record: RecordModel, password: string): Promise<string> {
  const { signInGuard } = context;
  const account = `${record.collection.id}/${record.id}`;
  const pending = signInGuard.pendingCodes(account);
  const current = await listCurrentOtps(context, record);
  const last = pending.at(-1) ?? current[0];
  if (last !== undefined && pending.length + current.length >= MAX_PENDING_CODES && !context.options.isDevelopment) {
    context.log.warn("too many one-time passwords were asked for, the last one stays", { recordId: record.id });
    return last;
  }
  if (record.collection.type !== "auth") throw new Error("one-time passwords are for auth records");
  const otp = { id: newOtp(record.collection).id, password };
  signInGuard.addPendingCode(account, otp.id);
  const isTaken = context.background.run("send a one-time password", async () => {
    try {
      await createOtp(context, record, otp);
    } finally {
      signInGuard.removePendingCode(account, otp.id);
    }
    await mailOtp(context, record, otp);
  });
  if (!isTaken) signInGuard.removePendingCode(account, otp.id);
  return otp.id;
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
