import { newMessage } from "../../lib/mail/message.ts";
import type { Hook } from "../../lib/hook.ts";
import { createToken } from "../auth/tokens.ts";
import type { AuthOptions, EmailTemplate } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import type { MailerRecordEvent } from "../hook-events.ts";
import { recordFields } from "../records/record-fields.ts";
import type { RecordModel } from "../records/record.ts";
import { escapeHtml, fillTemplate } from "./fill-template.ts";
import { mailLayout } from "./mail-layout.ts";
import { createMailer } from "./mailer.ts";

/** All of these resolve when the mail was handed over, and reject where it was not. */
export async function sendVerification(context: Context, record: RecordModel): Promise<void> {
  const token = createToken(record, { type: "verification", claims: { email: record.text("email") } });
  await send(context, record, {
    hook: context.hooks.onMailerRecordVerificationSend,
    template: authOptions(record).verificationTemplate,
    values: { TOKEN: token },
    meta: { token },
  });
}

export async function sendPasswordReset(context: Context, record: RecordModel): Promise<void> {
  const token = createToken(record, { type: "passwordReset", claims: { email: record.text("email") } });
  await send(context, record, {
    hook: context.hooks.onMailerRecordPasswordResetSend,
    template: authOptions(record).resetPasswordTemplate,
    values: { TOKEN: token },
    meta: { token },
  });
}

/** Goes to the new address, so that only a reader of that address can confirm it. */
export async function sendEmailChange(context: Context, record: RecordModel, newEmail: string): Promise<void> {
  const claims = { email: record.text("email"), newEmail };
  const token = createToken(record, { type: "emailChange", claims });
  await send(context, record, {
    hook: context.hooks.onMailerRecordEmailChangeSend,
    template: authOptions(record).confirmEmailChangeTemplate,
    values: { TOKEN: token },
    meta: { token, newEmail },
    to: newEmail,
  });
}

/** Resolves to the address that the code went to; "" where a hook took away all. */
export async function sendOtp(
  context: Context,
  record: RecordModel,
  { id, password }: { id: string; password: string },
): Promise<string> {
  return send(context, record, {
    hook: context.hooks.onMailerRecordOTPSend,
    template: authOptions(record).otp.emailTemplate,
    values: { OTP: password, OTP_ID: id },
    meta: { otpId: id, password },
  });
}

/** `info` says when and from where the record signed in. */
export async function sendAuthAlert(context: Context, record: RecordModel, info: string): Promise<void> {
  await send(context, record, {
    hook: context.hooks.onMailerRecordAuthAlertSend,
    template: authOptions(record).authAlert.emailTemplate,
    values: { ALERT_INFO: escapeHtml(info) },
    meta: { info },
  });
}

interface RecordMail {
  readonly hook: Hook<MailerRecordEvent>;
  readonly template: EmailTemplate;
  readonly values: Readonly<Record<string, string>>;
  readonly meta: Readonly<Record<string, string>>;
  /** Default: the record's email. */
  readonly to?: string;
}

/** Resolves to the first address that it was sent to; "" where a hook did not let it go. */
async function send(context: Context, record: RecordModel, mail: RecordMail): Promise<string> {
  const settings = context.settings.current();
  const { subject, body } = fillTemplate(mail.template, { settings, record, values: mail.values });
  const message = newMessage({
    from: { name: settings.meta.senderName, address: settings.meta.senderAddress },
    to: [{ name: "", address: mail.to ?? record.text("email") }],
    subject,
    html: mailLayout(body),
  });
  const event: MailerRecordEvent = { context, mailer: createMailer(context), message, record, meta: mail.meta };
  const { collection } = record;
  let sentTo = "";
  await mail.hook.trigger(event, recordFields(collection).tags, async (current) => {
    await current.mailer.send(current.message);
    sentTo = current.message.to[0]?.address ?? "";
  });
  return sentTo;
}

function authOptions({ collection }: RecordModel): AuthOptions {
  if (collection.type !== "auth") throw new Error("only records of auth collections get mails");
  return collection.options;
}
