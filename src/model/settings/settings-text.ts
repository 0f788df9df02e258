import type { SqlValue } from "../../database/engine.ts";
import { decrypt, encrypt } from "../../lib/encrypt.ts";
import { initialSettings } from "./initial-settings.ts";
import { mergeSettings } from "./merge-settings.ts";
import type { S3Settings, Settings } from "./settings.ts";

/**
 * The settings as PocketBase stores them: bytes of JSON, or encrypted text where there is a key. Empty S3 secrets are left
 * out there.
 */
export function encodeSettings(settings: Settings, encryptionKey: string | null): SqlValue {
  const json = JSON.stringify({
    ...settings,
    backups: { ...settings.backups, s3: withoutEmptySecret(settings.backups.s3) },
    s3: withoutEmptySecret(settings.s3),
  });
  return encryptionKey === null ? new TextEncoder().encode(json) : encrypt(json, encryptionKey);
}

/** Reads plain settings whether or not there is a key, as PocketBase does. Throws one clear line otherwise. */
export function decodeSettings(value: SqlValue, encryptionKey: string | null): Settings {
  return mergeSettings(initialSettings, parseStoredSettings(value, encryptionKey));
}

/** The stored settings of any version. */
export function parseStoredSettings(value: SqlValue, encryptionKey: string | null): unknown {
  const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
  return parse(text) ?? decryptSettings(text, encryptionKey);
}

/** Encrypted settings can't be read without their key, which says nothing about whether they are damaged. */
export class SettingsKeyError extends Error {
  override readonly name = "SettingsKeyError";
  readonly isMissing: boolean;

  constructor(message: string, { isMissing, cause }: { readonly isMissing: boolean; readonly cause?: unknown }) {
    super(message, { cause });
    this.isMissing = isMissing;
  }
}

function decryptSettings(text: string, encryptionKey: string | null): unknown {
  if (encryptionKey === null) {
    const message =
      "the stored settings are invalid or encrypted: if encrypted, name the variable with their key with --encryptionEnv";
    throw looksEncrypted(text) ? new SettingsKeyError(message, { isMissing: true }) : new Error(message);
  }
  let decrypted: string;
  try {
    decrypted = decrypt(text, encryptionKey);
  } catch (cause) {
    const message = "the stored settings can't be decrypted with the given key";
    throw looksEncrypted(text)
      ? new SettingsKeyError(message, { isMissing: false, cause })
      : new Error(message, { cause });
  }
  const value = parse(decrypted);
  if (value === null) throw new Error("the stored settings are invalid");
  return value;
}

/** Whether it is base64 and no shorter than a nonce and a tag. */
function looksEncrypted(text: string): boolean {
  return text.length >= 40 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function withoutEmptySecret(s3: S3Settings): Partial<S3Settings> {
  const { secret, ...rest } = s3;
  const { forcePathStyle, ...before } = rest;
  return secret === "" ? rest : { ...before, secret, forcePathStyle };
}

/** The settings as clients see them: without passwords and secrets. */
export function publicSettings(settings: Settings): unknown {
  const { password: _password, ...smtp } = settings.smtp;
  return {
    ...settings,
    smtp,
    backups: { ...settings.backups, s3: withoutSecret(settings.backups.s3) },
    s3: withoutSecret(settings.s3),
  };
}

function withoutSecret({ secret: _secret, ...s3 }: S3Settings): Omit<S3Settings, "secret"> {
  return s3;
}
