import { NO_PROVIDER } from "../../lib/oauth2/no-provider.ts";
import type { AuthOptions, EmailTemplate, OAuth2Options, OAuth2ProviderOptions, TokenOptions } from "./collection.ts";
import {
  DecodeError,
  decodeFlag,
  decodeInteger,
  decodeList,
  decodeNullableText,
  decodeObject,
  decodeText,
} from "./decode.ts";
import { defaultTemplates } from "./email-templates.ts";
import { randomText } from "../../lib/random-text.ts";

const noTemplate: EmailTemplate = { subject: "", body: "" };

/** The options of a new auth collection, or those of one that nothing is known of. */
export function defaultAuthOptions(of: "new" | "empty"): AuthOptions {
  const isNew = of === "new";
  const token = (duration: number): TokenOptions =>
    isNew ? { secret: tokenSecret(), duration } : { secret: "", duration: 0 };
  const template = (name: keyof typeof defaultTemplates): EmailTemplate =>
    isNew ? defaultTemplates[name] : noTemplate;
  return {
    authRule: isNew ? "" : null,
    manageRule: null,
    authAlert: { enabled: isNew, emailTemplate: template("authAlert") },
    oauth2: { providers: null, mappedFields: { id: "", name: "", username: "", avatarURL: "" }, enabled: false },
    passwordAuth: { enabled: isNew, identityFields: isNew ? ["email"] : [] },
    mfa: { enabled: false, duration: isNew ? 600 : 0, rule: "" },
    otp: {
      enabled: false,
      duration: isNew ? 180 : 0,
      length: isNew ? 8 : 0,
      emailTemplate: template("otp"),
    },
    authToken: token(432000),
    passwordResetToken: token(1800),
    emailChangeToken: token(1800),
    verificationToken: token(86400),
    fileToken: token(180),
    verificationTemplate: template("verification"),
    resetPasswordTemplate: template("resetPassword"),
    confirmEmailChangeTemplate: template("confirmEmailChange"),
  };
}

/** A new secret of a kind of tokens; replacing the old one ends all tokens of that kind. */
export function tokenSecret(): string {
  return randomText(50);
}

/** What the object says, on top of `current`. Keys come in the order in which PocketBase writes them. */
export function parseAuthOptions(raw: Readonly<Record<string, unknown>>, current: AuthOptions): AuthOptions {
  const token = (name: TokenName): TokenOptions => parseToken(raw[name], current[name], name);
  const template = (name: TemplateName): EmailTemplate => parseTemplate(raw[name], current[name], name);
  const alert = decodeObject(raw["authAlert"], "authAlert");
  const password = decodeObject(raw["passwordAuth"], "passwordAuth");
  const mfa = decodeObject(raw["mfa"], "mfa");
  const otp = decodeObject(raw["otp"], "otp");
  return {
    authRule: decodeNullableText(raw["authRule"], current.authRule, "authRule"),
    manageRule: decodeNullableText(raw["manageRule"], current.manageRule, "manageRule"),
    authAlert: {
      enabled: decodeFlag(alert["enabled"], current.authAlert.enabled, "enabled"),
      emailTemplate: parseTemplate(alert["emailTemplate"], current.authAlert.emailTemplate, "emailTemplate"),
    },
    oauth2: parseOAuth2(raw["oauth2"], current.oauth2),
    passwordAuth: {
      enabled: decodeFlag(password["enabled"], current.passwordAuth.enabled, "enabled"),
      identityFields: parseIdentityFields(password["identityFields"], current.passwordAuth.identityFields),
    },
    mfa: {
      enabled: decodeFlag(mfa["enabled"], current.mfa.enabled, "enabled"),
      duration: decodeInteger(mfa["duration"], current.mfa.duration, "duration"),
      rule: decodeText(mfa["rule"], current.mfa.rule, "rule"),
    },
    otp: {
      enabled: decodeFlag(otp["enabled"], current.otp.enabled, "enabled"),
      duration: decodeInteger(otp["duration"], current.otp.duration, "duration"),
      length: decodeInteger(otp["length"], current.otp.length, "length"),
      emailTemplate: parseTemplate(otp["emailTemplate"], current.otp.emailTemplate, "emailTemplate"),
    },
    authToken: token("authToken"),
    passwordResetToken: token("passwordResetToken"),
    emailChangeToken: token("emailChangeToken"),
    verificationToken: token("verificationToken"),
    fileToken: token("fileToken"),
    verificationTemplate: template("verificationTemplate"),
    resetPasswordTemplate: template("resetPasswordTemplate"),
    confirmEmailChangeTemplate: template("confirmEmailChangeTemplate"),
  };
}

type TokenName = "authToken" | "passwordResetToken" | "emailChangeToken" | "verificationToken" | "fileToken";
type TemplateName = "verificationTemplate" | "resetPasswordTemplate" | "confirmEmailChangeTemplate";

function parseToken(raw: unknown, current: TokenOptions, name: string): TokenOptions {
  const token = decodeObject(raw, name);
  return {
    secret: decodeText(token["secret"], current.secret, "secret"),
    duration: decodeInteger(token["duration"], current.duration, "duration"),
  };
}

function parseTemplate(raw: unknown, current: EmailTemplate, name: string): EmailTemplate {
  const template = decodeObject(raw, name);
  return {
    subject: decodeText(template["subject"], current.subject, "subject"),
    body: decodeText(template["body"], current.body, "body"),
  };
}

function parseIdentityFields(raw: unknown, current: readonly string[]): readonly string[] {
  if (raw === undefined) return current;
  return decodeList(raw, "identityFields").map((name) => decodeText(name, "", "identityFields"));
}

function parseOAuth2(raw: unknown, current: OAuth2Options): OAuth2Options {
  const oauth2 = decodeObject(raw, "oauth2");
  const mapped = decodeObject(oauth2["mappedFields"], "mappedFields");
  const text = (name: keyof OAuth2Options["mappedFields"]): string =>
    decodeText(mapped[name], current.mappedFields[name], name);
  return {
    providers: parseProviders(oauth2["providers"], current.providers),
    mappedFields: { id: text("id"), name: text("name"), username: text("username"), avatarURL: text("avatarURL") },
    enabled: decodeFlag(oauth2["enabled"], current.enabled, "enabled"),
  };
}

/**
 * A list replaces the list that was there, but an item keeps what it leaves out: of the provider of its name, as the secrets, which
 * clients are not shown, must not go to another one when the order changes; else of the one at its place, as Go decodes it.
 */
function parseProviders(raw: unknown, current: OAuth2Options["providers"]): OAuth2Options["providers"] {
  if (raw === undefined) return current;
  if (raw === null) return null;
  return decodeList(raw, "providers").map((item, index) => {
    const ofName = current?.find(({ name }) => name === decodeObject(item, "providers")["name"]);
    return parseProvider(item, ofName ?? current?.[index] ?? NO_PROVIDER);
  });
}

function parseProvider(raw: unknown, current: OAuth2ProviderOptions): OAuth2ProviderOptions {
  const provider = decodeObject(raw, "providers");
  const text = (name: Exclude<keyof OAuth2ProviderOptions, "pkce" | "extra">): string =>
    decodeText(provider[name], current[name], name);
  const { pkce = current.pkce, extra = current.extra } = provider;
  if (pkce !== null && typeof pkce !== "boolean") throw new DecodeError("pkce must be true or false");
  return {
    pkce,
    name: text("name"),
    clientId: text("clientId"),
    clientSecret: text("clientSecret"),
    authURL: text("authURL"),
    tokenURL: text("tokenURL"),
    userInfoURL: text("userInfoURL"),
    displayName: text("displayName"),
    extra: extra === null ? null : decodeObject(extra, "extra"),
  };
}
