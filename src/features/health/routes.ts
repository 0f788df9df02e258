import { later } from "../../lib/lazy.ts";
import { findProxyHeader } from "../../lib/proxy-header.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Call, Route } from "../../model/route.ts";

const HEALTHY = '{"message":"API is healthy.","code":200,"data":{}}';
const DRAINING = "The server is draining.";

export const healthRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/health",
    skipSuccessLog: true,
    handle: showHealth,
    describe: later(async () => (await import("./openapi.ts")).healthApi),
  },
];

/** Superusers also learn what the settings page of the dashboard needs. */
function showHealth(call: Call): Response | Promise<Response> {
  if (isSuperuser(call.auth)) return showToSuperuser(call);
  if (!call.context.lifecycle.isDraining) return call.jsonText(HEALTHY);
  return call.json({ message: DRAINING, code: 503, data: {} }, 503);
}

async function showToSuperuser(call: Call): Promise<Response> {
  const { backupGuard, lifecycle, options, settings } = call.context;
  const { trustedProxy } = settings.current();
  const possibleProxyHeader = findProxyHeader(call.request.headers, trustedProxy.headers) ?? "";
  const canBackup = (await backupGuard.active()) === null;
  const { isDraining } = lifecycle;
  const node = options.node === undefined ? {} : { node: options.node, state: isDraining ? "draining" : "ready" };
  const data = { canBackup, possibleProxyHeader, realIP: call.clientAddress, ...node };
  const code = isDraining ? 503 : 200;
  return call.json({ message: isDraining ? DRAINING : "API is healthy.", code, data }, code);
}
