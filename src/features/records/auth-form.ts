import { ValidationError, type FieldError } from "../../lib/api-error.ts";
import { toText } from "../../lib/convert.ts";
import type { Context } from "../../model/context.ts";
import { isPlainPassword } from "../../model/fields/password.ts";
import { verifyPassword } from "../../model/records/password.ts";
import { RecordModel } from "../../model/records/record.ts";

/** What a client sent about the password of an auth record. */
export interface AuthForm {
  readonly password: string;
  readonly passwordConfirm: string;
  readonly oldPassword: string;
}

const required: FieldError = { code: "validation_required", message: "Cannot be blank." };
const mismatch: FieldError = { code: "validation_values_mismatch", message: "Values don't match." };
const wrongOldPassword: FieldError = {
  code: "validation_invalid_old_password",
  message: "Missing or invalid old password.",
};

export function readAuthForm(data: Readonly<Record<string, unknown>>): AuthForm {
  return {
    password: toText(data["password"]),
    passwordConfirm: toText(data["passwordConfirm"]),
    oldPassword: toText(data["oldPassword"]),
  };
}

/**
 * Throws a `ValidationError` where the client may not change the email or the verification of an auth record like that, or where
 * a password is not confirmed. These are checked before the fields themselves.
 */
export async function checkAuthForm(
  context: Context,
  record: RecordModel,
  { form, mayManage }: { readonly form: AuthForm; readonly mayManage: boolean },
): Promise<void> {
  if (record.collection.type !== "auth") return;
  const errors: Record<string, FieldError> = {};
  const { original } = record;
  if (!mayManage) {
    if (original !== null && record.values["email"] !== original["email"]) errors["email"] = mismatch;
    if ((record.values["verified"] === true) !== (original?.["verified"] === true)) errors["verified"] = mismatch;
  }
  if (!isPasswordOfHook(record, form)) {
    const isOldPassword = (plain: string): Promise<boolean> => verifyPassword(context, originalOf(record), { plain });
    Object.assign(errors, await checkPasswords(record, form, { mayManage, isOldPassword }));
  }
  if (Object.keys(errors).length > 0) throw new ValidationError(errors);
}

async function checkPasswords(
  record: RecordModel,
  { password, passwordConfirm, oldPassword }: AuthForm,
  {
    mayManage,
    isOldPassword,
  }: { readonly mayManage: boolean; readonly isOldPassword: (plain: string) => Promise<boolean> },
): Promise<Record<string, FieldError>> {
  const errors: Record<string, FieldError> = {};
  const { isNew } = record;
  if (password === "" && (isNew || passwordConfirm !== "" || oldPassword !== "")) errors["password"] = required;
  if (passwordConfirm === "" && (isNew || password !== "" || oldPassword !== "")) errors["passwordConfirm"] = required;
  else if (passwordConfirm !== password) errors["passwordConfirm"] = mismatch;
  if (isNew || mayManage || (password === "" && passwordConfirm === "")) return errors;
  if (oldPassword === "") errors["oldPassword"] = required;
  else if (!(await isOldPassword(oldPassword))) errors["oldPassword"] = wrongOldPassword;
  return errors;
}

function originalOf({ collection, original }: RecordModel): RecordModel {
  return new RecordModel(collection, { ...original }, original);
}

/** Whether a hook set the password, which then needs no confirmation. */
function isPasswordOfHook(record: RecordModel, form: AuthForm): boolean {
  const value = record.values["password"];
  if (isPlainPassword(value)) return value.plain !== form.password;
  return record.isNew && typeof value === "string" && value !== "";
}
