import type { Call, Route } from "../../model/route.ts";
import { connect } from "./connect.ts";
import type { Realtime } from "./realtime.ts";
import { setSubscriptions } from "./set-subscriptions.ts";
import type { Gateway } from "./socket/gateway.ts";

export function realtimeRoutes(realtime: Realtime, gateway: Gateway): readonly Route[] {
  return [
    { method: "GET", path: "/api/realtime", skipSuccessLog: true, handle: (call) => connect(realtime, call) },
    { method: "POST", path: "/api/realtime", handle: (call) => setSubscriptions(realtime, call) },
    { method: "GET", path: "/api/realtime/ws", skipSuccessLog: true, handle: (call) => gateway.connect(call) },
    { method: "GET", path: "/api/realtime/channels", access: "superuser", handle: (call) => listRules(gateway, call) },
    { method: "PUT", path: "/api/realtime/channels", access: "superuser", handle: (call) => putRules(gateway, call) },
  ];
}

async function listRules({ channelRules }: Gateway, call: Call): Promise<Response> {
  return call.json({ rules: await channelRules.list() });
}

async function putRules({ channelRules }: Gateway, call: Call): Promise<Response> {
  const { body } = await call.readInfo();
  await channelRules.replace(body);
  return call.json({ rules: await channelRules.list() });
}
