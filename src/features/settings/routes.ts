import { loadedAtCall, loadedParts } from "../../lib/lazy.ts";
import type { Call, Route } from "../../model/route.ts";
import { publicSettings } from "../../model/settings/settings-text.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

const api = loadedParts(async () => (await import("./openapi.ts")).settingsApi);

export const settingsRoutes: readonly Route[] = [
  { method: "GET", path: "/api/settings", access: "superuser", handle: viewSettings, describe: api("view") },
  {
    method: "PATCH",
    path: "/api/settings",
    access: "superuser",
    handle: loadedAtCall(async () => (await import("./update-settings.ts")).updateSettings),
    describe: api("update"),
  },
  { method: "GET", path: "/api/settings/secrets", access: "superuser", handle: listSecrets, describe: api("secrets") },
  {
    method: "POST",
    path: "/api/settings/test/email",
    access: "superuser",
    handle: loadedAtCall(async () => (await import("./test-email.ts")).testEmail),
    describe: api("testEmail"),
  },
  {
    method: "POST",
    path: "/api/settings/test/s3",
    access: "superuser",
    handle: loadedAtCall(async () => (await import("./test-s3.ts")).testS3),
    describe: api("testS3"),
  },
  {
    method: "POST",
    path: "/api/settings/apple/generate-client-secret",
    access: "superuser",
    handle: loadedAtCall(async () => (await import("./generate-apple-client-secret.ts")).generateAppleClientSecret),
    describe: api("appleSecret"),
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
