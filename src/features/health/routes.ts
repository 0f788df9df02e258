import { headerValue } from "../../lib/header-name.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Call, Route } from "../../model/route.ts";
import { healthApi } from "./openapi.ts";

const HEALTHY = '{"message":"API is healthy.","code":200,"data":{}}';

/** Headers that proxies tell the client's address by, in PocketBase's order. */
const PROXY_HEADERS = ["CF-Connecting-IP", "Fly-Client-IP", "X-Forwarded-For"];

export const healthRoutes: readonly Route[] = [
  { method: "GET", path: "/api/health", skipSuccessLog: true, handle: showHealth, describe: healthApi },
];

/** Superusers also learn what the settings page of the dashboard needs. */
function showHealth(call: Call): Response | Promise<Response> {
  if (!isSuperuser(call.auth)) return call.jsonText(HEALTHY);
  return showToSuperuser(call);
}

async function showToSuperuser(call: Call): Promise<Response> {
  const { backupGuard, settings } = call.context;
  const { trustedProxy } = settings.current();
  const possibleProxyHeader =
    [...trustedProxy.headers, ...PROXY_HEADERS].find((name) => headerValue(call.request.headers, name) !== null) ?? "";
  return call.json({
    message: "API is healthy.",
    code: 200,
    data: { canBackup: (await backupGuard.active()) === null, possibleProxyHeader, realIP: call.clientAddress },
  });
}
