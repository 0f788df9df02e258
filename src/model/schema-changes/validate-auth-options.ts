import type { FieldError, FieldErrors } from "../../lib/api-error.ts";
import { later } from "../../lib/lazy.ts";
import { checkLength, checkRange } from "../fields/common-options.ts";
import { collectErrors, required } from "../fields/field-errors.ts";
import type {
  AuthOptions,
  EmailTemplate,
  OAuth2Options,
  OAuth2ProviderOptions,
  TokenOptions,
} from "../collections/collection.ts";
import { findUniqueIndex } from "../collections/index-definition.ts";
import type { Validation } from "./validate-collection.ts";
import { checkRule } from "./validate-rules.ts";

const loadProviders = later(() => import("../../lib/oauth2/registry.ts"));

const MIN_DURATION_S = 10;
const MAX_CODE_DURATION_S = 24 * 60 * 60;
/** About three years. */
const MAX_TOKEN_DURATION_S = 94_670_856;

/** Checks the options one by one; only where each is good it checks what they mean together. */
export async function checkAuthOptions(validation: Validation, options: AuthOptions): Promise<FieldErrors> {
  const before = validation.original?.type === "auth" ? validation.original.options : undefined;
  const { authRule, manageRule, otp, mfa, passwordAuth } = options;
  const errors = collectErrors({
    authRule: checkRule(validation, authRule, before?.authRule),
    manageRule: manageRule === "" ? blankRule : checkRule(validation, manageRule, before?.manageRule),
    authAlert: nested({ emailTemplate: checkTemplate(options.authAlert.emailTemplate) }),
    passwordAuth: nested({
      identityFields: passwordAuth.enabled && passwordAuth.identityFields.length === 0 ? required : null,
    }),
    oauth2: await checkOAuth2(options.oauth2),
    otp: nested({
      duration: otp.enabled ? checkDuration(otp.duration, MAX_CODE_DURATION_S) : null,
      length: otp.enabled ? checkAmount(otp.length, 4) : null,
      emailTemplate: checkTemplate(otp.emailTemplate),
    }),
    mfa: nested({ duration: mfa.enabled ? checkDuration(mfa.duration, MAX_CODE_DURATION_S) : null }),
    authToken: checkToken(options.authToken),
    passwordResetToken: checkToken(options.passwordResetToken),
    emailChangeToken: checkToken(options.emailChangeToken),
    verificationToken: checkToken(options.verificationToken),
    fileToken: checkToken(options.fileToken),
    verificationTemplate: checkTemplate(options.verificationTemplate),
    resetPasswordTemplate: checkTemplate(options.resetPasswordTemplate),
    confirmEmailChangeTemplate: checkTemplate(options.confirmEmailChangeTemplate),
  });
  if (Object.keys(errors).length > 0) return errors;
  const mfaErrors = mfa.enabled ? checkMfa(validation, options, before) : null;
  if (mfaErrors !== null) return { mfa: mfaErrors };
  const identity = passwordAuth.enabled ? checkIdentityFields(validation, passwordAuth.identityFields) : null;
  return identity === null ? {} : { passwordAuth: { identityFields: identity } };
}

const blankRule: FieldError = { code: "validation_nil_or_not_empty_required", message: "Cannot be blank." };

/** Null where none of the parts is wrong. */
function nested(checks: Readonly<Record<string, FieldError | FieldErrors | null>>): FieldErrors | null {
  const errors = collectErrors(checks);
  return Object.keys(errors).length === 0 ? null : errors;
}

function checkTemplate({ subject, body }: EmailTemplate): FieldErrors | null {
  return nested({ subject: subject === "" ? required : null, body: body === "" ? required : null });
}

function checkToken({ secret, duration }: TokenOptions): FieldErrors | null {
  return nested({
    secret: secret === "" ? required : checkLength(secret, 30, 255),
    duration: checkDuration(duration, MAX_TOKEN_DURATION_S),
  });
}

function checkDuration(seconds: number, max: number): FieldError | null {
  return checkAmount(seconds, MIN_DURATION_S, max);
}

function checkAmount(amount: number, min: number, max?: number): FieldError | null {
  return amount === 0 ? required : checkRange(amount, min, max);
}

function checkMfa(
  validation: Validation,
  { mfa, passwordAuth, oauth2, otp }: AuthOptions,
  before: AuthOptions | undefined,
): FieldErrors | null {
  if ([passwordAuth, oauth2, otp].filter(({ enabled }) => enabled).length < 2) {
    const message = "MFA requires at least 2 auth methods to be enabled.";
    return { enabled: { code: "validation_mfa_not_enough_auths", message } };
  }
  const error = mfa.rule === "" ? null : checkRule(validation, mfa.rule, before?.mfa.rule);
  return error === null ? null : { rule: error };
}

/** Who signs in by a name must be the only one who has it. */
function checkIdentityFields({ collection }: Validation, names: readonly string[]): FieldError | null {
  for (const fieldName of names) {
    const params = { fieldName };
    if (!collection.fields.some(({ name }) => name === fieldName)) {
      const message = `Invalid or missing field ${fieldName}.`;
      return { code: "validation_missing_field", message, params };
    }
    if (findUniqueIndex(collection.indexes, fieldName) === undefined) {
      const message = `The field ${fieldName} doesn't have a UNIQUE constraint.`;
      return { code: "validation_missing_unique_constraint", message, params };
    }
  }
  return null;
}

async function checkOAuth2({ enabled, providers }: OAuth2Options): Promise<FieldErrors | null> {
  if (!enabled || providers === null) return null;
  const names = new Set<string>();
  for (const [index, { name }] of providers.entries()) {
    if (name !== "" && names.has(name)) {
      const message = `The provider ${name} is already registered.`;
      const duplicate = { code: "validation_duplicated_provider", message, params: { name } };
      return { providers: { [index]: { name: duplicate } } };
    }
    names.add(name);
  }
  if (providers.length === 0) return null;
  const { findOAuth2Provider } = await loadProviders();
  const isKnown = (name: string): boolean => findOAuth2Provider(name) !== undefined;
  const errors = nested(
    Object.fromEntries(providers.map((provider, index) => [index, checkProvider(provider, isKnown)])),
  );
  return errors === null ? null : { providers: errors };
}

function checkProvider(provider: OAuth2ProviderOptions, isKnown: (name: string) => boolean): FieldErrors | null {
  return nested({
    name: checkProviderName(provider.name, isKnown),
    clientId: provider.clientId === "" ? required : null,
    clientSecret: provider.clientSecret === "" ? required : null,
    authURL: checkUrl(provider.authURL),
    tokenURL: checkUrl(provider.tokenURL),
    userInfoURL: checkUrl(provider.userInfoURL),
  });
}

function checkProviderName(name: string, isKnown: (name: string) => boolean): FieldError | null {
  if (name === "") return required;
  if (isKnown(name)) return null;
  const message = `Invalid or missing provider with name ${name}.`;
  return { code: "validation_missing_provider", message, params: { name } };
}

function checkUrl(url: string): FieldError | null {
  if (url === "" || URL.canParse(url)) return null;
  return { code: "validation_is_url", message: "Must be a valid URL." };
}
