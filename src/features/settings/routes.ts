import type { Call, Route } from "../../model/route.ts";
import { publicSettings } from "../../model/settings/settings-text.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { generateAppleClientSecret } from "./generate-apple-client-secret.ts";
import { testEmail } from "./test-email.ts";
import { testS3 } from "./test-s3.ts";
import { updateSettings } from "./update-settings.ts";
import { settingsApi as api } from "./openapi.ts";

export const settingsRoutes: readonly Route[] = [
  { method: "GET", path: "/api/settings", access: "superuser", handle: viewSettings, describe: api.view },
  { method: "PATCH", path: "/api/settings", access: "superuser", handle: updateSettings, describe: api.update },
  { method: "GET", path: "/api/settings/secrets", access: "superuser", handle: listSecrets, describe: api.secrets },
  { method: "POST", path: "/api/settings/test/email", access: "superuser", handle: testEmail, describe: api.testEmail },
  { method: "POST", path: "/api/settings/test/s3", access: "superuser", handle: testS3, describe: api.testS3 },
  {
    method: "POST",
    path: "/api/settings/apple/generate-client-secret",
    access: "superuser",
    handle: generateAppleClientSecret,
    describe: api.appleSecret,
  },
];

async function viewSettings(call: Call): Promise<Response> {
  const { context } = call;
  const event = { context, request: call.info(), settings: publicSettings(context.settings.current()) };
  const response = await triggerRequest(context.hooks.onSettingsListRequest, {
    event,
    tags: [],
    operation: ({ settings }) => call.json(settings),
  });
  return response ?? new Response(null);
}

/** Which of the secrets are set, never what they are: the settings are answered without them. */
function listSecrets(call: Call): Response {
  const { smtp, s3, backups } = call.context.settings.current();
  return call.json({
    "smtp.password": smtp.password !== "",
    "s3.secret": s3.secret !== "",
    "backups.s3.secret": backups.s3.secret !== "",
  });
}
