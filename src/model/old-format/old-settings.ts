import { DecodeError, decodeFlag, decodeInteger, decodeObject, decodeText } from "../collections/decode.ts";
import { initialSettings } from "../settings/initial-settings.ts";
import type { S3Settings, Settings } from "../settings/settings.ts";

type Raw = Readonly<Record<string, unknown>>;

/** The settings of before v0.23. What is asked for by a path and is not there is the empty value. */
export class OldSettings {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  text(...path: string[]): string {
    return decodeText(this.at(...path), "", placeOf(path));
  }

  flag(...path: string[]): boolean {
    return decodeFlag(this.at(...path), false, placeOf(path));
  }

  integer(...path: string[]): number {
    return decodeInteger(this.at(...path), 0, placeOf(path));
  }

  at(...path: string[]): unknown {
    let value: unknown = this.#value;
    for (const [index, key] of path.entries()) value = decodeObject(value, placeOf(path.slice(0, index)))[key];
    return value;
  }
}

function placeOf(path: readonly string[]): string {
  return ["the settings", ...path].join(".");
}

/** What is not named here begins as in a new directory. */
export function convertSettings(old: OldSettings): Settings {
  return {
    ...initialSettings,
    meta: {
      ...initialSettings.meta,
      appName: old.text("meta", "appName"),
      appURL: old.text("meta", "appUrl").replace(/\/$/, ""),
      hideControls: old.flag("meta", "hideControls"),
      senderName: old.text("meta", "senderName"),
      senderAddress: old.text("meta", "senderAddress"),
    },
    logs: {
      ...initialSettings.logs,
      maxDays: old.integer("logs", "maxDays"),
      minLevel: old.integer("logs", "minLevel"),
      logIP: old.flag("logs", "logIp"),
    },
    smtp: {
      enabled: old.flag("smtp", "enabled"),
      port: old.integer("smtp", "port"),
      host: old.text("smtp", "host"),
      username: old.text("smtp", "username"),
      password: old.text("smtp", "password"),
      authMethod: old.text("smtp", "authMethod"),
      tls: old.flag("smtp", "tls"),
      localName: old.text("smtp", "localName"),
    },
    backups: {
      cron: old.text("backups", "cron"),
      cronMaxKeep: old.integer("backups", "cronMaxKeep"),
      s3: convertS3(old, "backups", "s3"),
    },
    s3: convertS3(old, "s3"),
  };
}

function convertS3(old: OldSettings, ...path: string[]): S3Settings {
  return {
    enabled: old.flag(...path, "enabled"),
    bucket: old.text(...path, "bucket"),
    region: old.text(...path, "region"),
    endpoint: old.text(...path, "endpoint"),
    accessKey: old.text(...path, "accessKey"),
    secret: old.text(...path, "secret"),
    forcePathStyle: old.flag(...path, "forcePathStyle"),
  };
}

/** The names of tokens in the settings, `record…` and `admin…`, by their names in the options of a collection. */
const TOKENS = {
  authToken: "AuthToken",
  passwordResetToken: "PasswordResetToken",
  emailChangeToken: "EmailChangeToken",
  verificationToken: "VerificationToken",
  fileToken: "FileToken",
} as const;

/** Secrets and durations of tokens; what the settings lack is left out. */
export function tokenOptions(old: OldSettings, of: "record" | "admin"): Raw {
  const options: Record<string, Raw> = {};
  for (const [name, suffix] of Object.entries(TOKENS)) {
    const secret = old.text(`${of}${suffix}`, "secret");
    const duration = old.integer(`${of}${suffix}`, "duration");
    options[name] = { ...(secret === "" ? {} : { secret }), ...(duration === 0 ? {} : { duration }) };
  }
  return options;
}

const TEMPLATES = ["verificationTemplate", "resetPasswordTemplate", "confirmEmailChangeTemplate"];

/** The mails, whose bodies named the link apart from themselves. */
export function templateOptions(old: OldSettings): Raw {
  const options: Record<string, Raw> = {};
  for (const name of TEMPLATES) {
    const subject = old.text("meta", name, "subject");
    const body = old.text("meta", name, "body").replaceAll("{ACTION_URL}", old.text("meta", name, "actionUrl"));
    options[name] = { ...(subject === "" ? {} : { subject }), ...(body === "" ? {} : { body }) };
  }
  return options;
}

const PROVIDERS = [
  "google",
  "facebook",
  "github",
  "gitlab",
  "discord",
  "twitter",
  "microsoft",
  "spotify",
  "kakao",
  "twitch",
  "strava",
  "gitee",
  "livechat",
  "gitea",
  "oidc",
  "oidc2",
  "oidc3",
  "apple",
  "vk",
  "yandex",
  "patreon",
  "mailcow",
  "bitbucket",
  "planningcenter",
];

/** What of the settings has no place any more. */
export function droppedSettings(old: OldSettings): string[] {
  // PocketBase refuses such a directory. The API of that provider has ended; the present one, instagram2, needs another client.
  return old.flag("instagramAuth", "enabled")
    ? ["settings: the OAuth2 provider instagram; instagram2 replaces it"]
    : [];
}

/** The providers that were enabled, as every collection that allows OAuth2 gets them. */
export function providerOptions(old: OldSettings): Raw[] {
  const enabled = PROVIDERS.filter((name) => old.flag(`${name}Auth`, "enabled"));
  return enabled.map((name) => {
    const text = (key: string): string => old.text(`${name}Auth`, key);
    const pkce = old.at(`${name}Auth`, "pkce") ?? null;
    if (pkce !== null && typeof pkce !== "boolean") {
      throw new DecodeError(`the settings.${name}Auth.pkce must be true or false`);
    }
    return {
      name,
      clientId: text("clientId"),
      clientSecret: text("clientSecret"),
      authURL: text("authUrl"),
      tokenURL: text("tokenUrl"),
      userInfoURL: text("userApiUrl"),
      displayName: text("displayName"),
      pkce,
    };
  });
}
