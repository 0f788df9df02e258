import { checkAuthForm, readAuthForm } from "../../features/records/auth-form.ts";
import { type AppleForm, checkAppleForm } from "../../features/settings/generate-apple-client-secret.ts";
import { checkTestEmail, sendTestEmail, type TestEmailForm } from "../../features/settings/test-email.ts";
import { checkFilesystem, testFilesystem } from "../../features/settings/test-s3.ts";
import { type FieldErrors, ValidationError } from "../../lib/api-error.ts";
import { later } from "../../lib/lazy.ts";
import { saveRecord } from "../../model/records/save.ts";
import type { OperationCall, Operations } from "../operation.ts";

const loadIdToken = later(() => import("../../lib/oauth2/id-token.ts"));

/** The forms of PocketBase that hook files may use. */
export const formOperations: Operations = {
  /** The record, what was sent of its password, and whether the email may be changed. */
  async "form.submitRecord"(call) {
    const record = call.record(0);
    const form = { form: readAuthForm(call.object(1)), mayManage: call.args[2] === true };
    await checkAuthForm(call.context, record, form);
    await saveRecord(call.writeContext, record);
  },

  "form.validateApple": (call) => check(checkAppleForm(call.object(0) as unknown as AppleForm)),

  async "form.submitApple"(call) {
    const form = call.object(0) as unknown as AppleForm;
    check(checkAppleForm(form));
    const { createAppleClientSecret } = await loadIdToken();
    return createAppleClientSecret(form);
  },

  "form.validateEmail": (call) => check(checkTestEmail(call.context, emailForm(call))),
  "form.submitEmail": (call) => sendTestEmail(call.context, emailForm(call)),

  "form.validateS3": (call) => checkS3(call.text(0)),

  async "form.submitS3"(call) {
    checkS3(call.text(0));
    await testFilesystem(call.context, call.text(0));
  },
};

function emailForm(call: OperationCall): TestEmailForm {
  return { email: call.text(0), template: call.text(1), collection: call.text(2) };
}

function checkS3(filesystem: string): void {
  const error = checkFilesystem(filesystem);
  check(error === null ? {} : { filesystem: error });
}

function check(errors: FieldErrors): void {
  if (Object.keys(errors).length > 0) throw new ValidationError(errors);
}
