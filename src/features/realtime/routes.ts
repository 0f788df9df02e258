import { loadedParts } from "../../lib/lazy.ts";
import type { Call, Route } from "../../model/route.ts";
import { connect } from "./connect.ts";
import { endClient, listClients } from "./list-clients.ts";
import type { Realtime } from "./realtime.ts";
import { setSubscriptions } from "./set-subscriptions.ts";
import type { Gateway } from "./socket/gateway.ts";

const api = loadedParts(async () => (await import("./openapi.ts")).realtimeApi);

export function realtimeRoutes(realtime: Realtime, gateway: Gateway): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/api/realtime",
      skipSuccessLog: true,
      handle: (call) => connect(realtime, call),
      describe: api("connect"),
    },
    {
      method: "POST",
      path: "/api/realtime",
      handle: (call) => setSubscriptions(realtime, call),
      describe: api("subscribe"),
    },
    {
      method: "GET",
      path: "/api/realtime/ws",
      skipSuccessLog: true,
      handle: (call) => gateway.connect(call),
      describe: api("socket"),
    },
    {
      method: "GET",
      path: "/api/realtime/clients",
      access: "superuser",
      // The dashboard asks again and again, which is no news.
      skipSuccessLog: true,
      handle: (call) => listClients(realtime, call),
      describe: api("listClients"),
    },
    {
      method: "DELETE",
      path: "/api/realtime/clients/:id",
      access: "superuser",
      handle: (call) => endClient(realtime, call),
      describe: api("endClient"),
    },
    {
      method: "GET",
      path: "/api/realtime/channels",
      access: "superuser",
      handle: (call) => listRules(gateway, call),
      describe: api("listChannels"),
    },
    {
      method: "PUT",
      path: "/api/realtime/channels",
      access: "superuser",
      handle: (call) => putRules(gateway, call),
      describe: api("putChannels"),
    },
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
