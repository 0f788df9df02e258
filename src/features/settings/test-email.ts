import { ValidationError, badRequest } from "../../lib/api-error.ts";
import type { FieldError, FieldErrors } from "../../lib/api-error.ts";
import { isEmail } from "../../lib/address-formats.ts";
import { nowText } from "../../lib/dates.ts";
import type { AuthCollection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { collectErrors, required } from "../../model/fields/field-errors.ts";
import {
  sendAuthAlert,
  sendEmailChange,
  sendOtp,
  sendPasswordReset,
  sendVerification,
} from "../../model/mails/record-mails.ts";
import { newRecord, setValue } from "../../model/records/record-values.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";

type Send = (context: Context, record: RecordModel) => Promise<unknown>;

/** By the names of the wire. What would be secret is made up. */
const TEMPLATES: ReadonlyMap<string, Send> = new Map<string, Send>([
  ["verification", sendVerification],
  ["password-reset", sendPasswordReset],
  ["email-change", (context, record) => sendEmailChange(context, record, record.text("email"))],
  ["otp", (context, record) => sendOtp(context, record, { id: "_PB_TEST_OTP_ID_", password: "123456" })],
  ["login-alert", (context, record) => sendAuthAlert(context, record, `${nowText()} - 127.0.0.1 TEST_USER_AGENT`)],
]);
const MAX_LENGTH = 255;

/** Sends a template of a collection to an address and answers once the mail was handed over. */
export async function testEmail(call: Call): Promise<Response> {
  const { context } = call;
  const form = textFields(await readBody(call), ["email", "template", "collection"]);
  try {
    await sendTestEmail(context, form);
  } catch (cause) {
    if (cause instanceof ValidationError) throw badRequest("Failed to send the test email.", { data: cause.errors });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw badRequest(`Failed to send the test email. Raw error: \n${reason}`, { cause });
  }
  return call.noContent();
}

export interface TestEmailForm {
  readonly email: string;
  readonly template: string;
  /** "" for superusers. */
  readonly collection: string;
}

/** Rejects with a `ValidationError` where the form is wrong. */
export async function sendTestEmail(context: Context, form: TestEmailForm): Promise<void> {
  const errors = checkTestEmail(context, form);
  const collection = findAuthCollection(context, form.collection || "_superusers");
  const send = TEMPLATES.get(form.template);
  if (Object.keys(errors).length > 0 || collection === null || send === undefined) throw new ValidationError(errors);
  await send(context, testRecord(collection, form.email));
}

export function checkTestEmail(context: Context, form: TestEmailForm): FieldErrors {
  const collection = findAuthCollection(context, form.collection || "_superusers");
  return check(form, { collection, send: TEMPLATES.get(form.template) });
}

function check(
  { email, template, collection: name }: TestEmailForm,
  { collection, send }: { collection: AuthCollection | null; send: Send | undefined },
): FieldErrors {
  return collectErrors({
    collection: name === "" ? null : (tooLong(name) ?? (collection === null ? noAuthCollection : null)),
    email: email === "" ? required : (tooLong(email) ?? (isEmail(email) ? null : noEmail)),
    template: template === "" ? required : send === undefined ? noTemplate : null,
  });
}

const noAuthCollection: FieldError = {
  code: "validation_invalid_auth_collection",
  message: "Must be a valid auth collection id or name.",
};
const noEmail: FieldError = { code: "validation_is_email", message: "Must be a valid email address." };
const noTemplate: FieldError = { code: "validation_in_invalid", message: "Must be a valid value." };

function tooLong(text: string): FieldError | null {
  if (Buffer.byteLength(text) <= MAX_LENGTH) return null;
  const message = `The length must be between 1 and ${MAX_LENGTH}.`;
  return { code: "validation_length_out_of_range", message, params: { max: MAX_LENGTH, min: 1 } };
}

function findAuthCollection(context: Context, name: string): AuthCollection | null {
  const collection = context.collections.current().find(name);
  return collection?.type === "auth" ? collection : null;
}

/** Stands in for a real one, so that placeholders of all fields that may be shown have something to show. */
function testRecord(collection: AuthCollection, email: string): RecordModel {
  const record = newRecord(collection);
  for (const { name, hidden, type } of collection.fields) {
    if (!hidden && type !== "autodate") setValue(record, name, `__pb_test_${name}__`);
  }
  setValue(record, "tokenKey:autogenerate", "");
  setValue(record, "email", email);
  return record;
}
