import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";
import { SETTINGS_SHAPE } from "../../model/settings/settings.ts";

const details = "Passwords and secrets are never answered.";

/** What the document of the API says of the settings routes. */
export const settingsApi = {
  view: { id: "viewSettings", summary: "Shows the settings", details, answer: shownSettings() },
  update: {
    id: "updateSettings",
    summary: "Changes settings; those that are left out keep their values",
    details,
    body: Type.Partial(SETTINGS_SHAPE),
    answer: shownSettings(),
    errors: [400],
  },
  secrets: {
    id: "listSecrets",
    summary: "Shows which passwords and secrets of the settings are set",
    answer: Type.Object({
      "smtp.password": Type.Boolean(),
      "s3.secret": Type.Boolean(),
      "backups.s3.secret": Type.Boolean(),
    }),
  },
  testEmail: {
    id: "testEmail",
    summary: "Sends a mail of a template as a test",
    body: Type.Object({
      email: Type.String({ format: "email" }),
      template: Type.Union(
        ["verification", "password-reset", "email-change", "otp", "login-alert"].map((name) => Type.Literal(name)),
      ),
      collection: Type.Optional(Type.String({ description: "Whose template: an auth collection, else _superusers" })),
    }),
    answer: null,
  },
  testS3: {
    id: "testS3",
    summary: "Tries the bucket of the settings",
    body: Type.Object({ filesystem: Type.Union([Type.Literal("storage"), Type.Literal("backups")]) }),
    answer: null,
  },
  appleSecret: {
    id: "generateAppleClientSecret",
    summary: "Makes the client secret for sign-in with Apple of a developer's key",
    body: Type.Object({
      clientId: Type.String(),
      teamId: Type.String({ minLength: 10, maxLength: 10 }),
      keyId: Type.String({ minLength: 10, maxLength: 10 }),
      privateKey: Type.String(),
      duration: Type.Integer({ minimum: 1, maximum: 15_777_000, description: "In seconds" }),
    }),
    answer: Type.Object({ secret: Type.String() }),
  },
} satisfies Record<string, RouteDescription>;

function shownSettings() {
  const { smtp, s3, backups } = SETTINGS_SHAPE.properties;
  const shownS3 = Type.Omit(s3, ["secret"]);
  return Type.Object(
    {
      ...SETTINGS_SHAPE.properties,
      smtp: Type.Omit(smtp, ["password"]),
      s3: shownS3,
      backups: Type.Object({ ...backups.properties, s3: shownS3 }),
    },
    { $id: "Settings" },
  );
}
