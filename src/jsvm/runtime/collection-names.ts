/** The names of options of collections: those that all have, and those of types. */
export const RULES = ["listRule", "viewRule", "createRule", "updateRule", "deleteRule"] as const;
export const COMMON = ["id", ...RULES, "name", "type", "fields", "indexes", "created", "updated", "system"] as const;
export const TOKENS = [
  "authToken",
  "passwordResetToken",
  "emailChangeToken",
  "verificationToken",
  "fileToken",
] as const;
export const AUTH = [
  "authRule",
  "manageRule",
  "authAlert",
  "oauth2",
  "passwordAuth",
  "mfa",
  "otp",
  ...TOKENS,
  "verificationTemplate",
  "resetPasswordTemplate",
  "confirmEmailChangeTemplate",
] as const;
export const ALL: readonly string[] = [...COMMON, ...AUTH, "viewQuery"];
