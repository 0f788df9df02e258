import { decodeFlag, decodeInteger, decodeText } from "../collections/decode.ts";
import { convertRule } from "./convert-rule.ts";

type Raw = Readonly<Record<string, unknown>>;

/** The fields that records of auth collections had without their being in `schema`. */
export function authFields(options: Raw): Raw[] {
  return [
    {
      name: "password",
      type: "password",
      system: true,
      hidden: true,
      required: true,
      min: decodeInteger(options["minPasswordLength"], 0, "options.minPasswordLength"),
      cost: 10,
    },
    {
      name: "tokenKey",
      type: "text",
      system: true,
      hidden: true,
      required: true,
      min: 30,
      max: 60,
      autogeneratePattern: "[a-zA-Z0-9_]{50}",
    },
    {
      name: "email",
      type: "email",
      system: true,
      required: decodeFlag(options["requireEmail"], false, "options.requireEmail"),
      exceptDomains: options["exceptEmailDomains"],
      onlyDomains: options["onlyEmailDomains"],
    },
    { name: "emailVisibility", type: "bool", system: true },
    { name: "verified", type: "bool", system: true },
    {
      name: "username",
      type: "text",
      required: true,
      min: 3,
      max: 150,
      pattern: String.raw`^[\w][\w\.\-]*$`,
      autogeneratePattern: "users[0-9]{6}",
    },
  ];
}

/** The indexes over those fields, which were not listed either. */
export function authIndexes({ id, name }: { readonly id: string; readonly name: string }): string[] {
  return [
    `CREATE UNIQUE INDEX \`_${id}_username_idx\` ON \`${name}\` (username COLLATE NOCASE)`,
    `CREATE UNIQUE INDEX \`_${id}_email_idx\` ON \`${name}\` (\`email\`) WHERE \`email\` != ''`,
    `CREATE UNIQUE INDEX \`_${id}_tokenKey_idx\` ON \`${name}\` (\`tokenKey\`)`,
  ];
}

export function allowsOAuth2(options: Raw): boolean {
  return decodeFlag(options["allowOAuth2Auth"], false, "options.allowOAuth2Auth");
}

/** Who may sign in and by what. The providers of OAuth2 are not in it: they were settings. */
export function convertAuthOptions(options: Raw): Raw {
  const flag = (name: string): boolean => decodeFlag(options[name], false, `options.${name}`);
  const identityFields = [
    ...(flag("allowEmailAuth") ? ["email"] : []),
    ...(flag("allowUsernameAuth") ? ["username"] : []),
  ];
  const manageRule = decodeText(options["manageRule"], "", "options.manageRule");
  return {
    authRule: flag("onlyVerified") ? "verified=true" : "",
    manageRule: manageRule === "" ? null : convertRule(manageRule),
    passwordAuth: { enabled: identityFields.length > 0, identityFields },
    oauth2: { ...(allowsOAuth2(options) ? {} : { enabled: false }), mappedFields: { username: "username" } },
  };
}

/** What became of each option of `options`; others have no place. */
export const AUTH_OPTIONS: readonly string[] = [
  "allowEmailAuth",
  "allowOAuth2Auth",
  "allowUsernameAuth",
  "exceptEmailDomains",
  "manageRule",
  "minPasswordLength",
  "onlyEmailDomains",
  "onlyVerified",
  "requireEmail",
];
