import { ChannelRuleStore } from "../../features/realtime/socket/channel-rules.ts";
import { stringifyJson } from "../../lib/json-text.ts";
import { sendToRealtimeClient } from "../../model/realtime/direct-message.ts";
import { broadcastToChannel, listRealtimeClients, sendToSubscribers } from "../../model/realtime/server-message.ts";
import type { RealtimeApi } from "../app-api.ts";
import { type ApiScope, onHost } from "../api-scope.ts";

export function createRealtimeApi(scope: ApiScope): RealtimeApi {
  return {
    clients: () => onHost(scope, listRealtimeClients),
    send: (topic, data) => onHost(scope, (context) => sendToSubscribers(context, { topic, data: stringifyJson(data) })),
    sendTo: (clientId, topic, data) =>
      onHost(scope, (context) => sendToRealtimeClient(context, { clientId, topic, data: stringifyJson(data) })),
    broadcast: (channel, event, data) =>
      onHost(scope, (context) => broadcastToChannel(context, { channel, event, data })),
    channelRules: () =>
      onHost(scope, async (context) => {
        using rules = new ChannelRuleStore(context, () => undefined);
        return await rules.list();
      }),
    setChannelRules: (rules) =>
      onHost(scope, async (context) => {
        using store = new ChannelRuleStore(context, () => undefined);
        await store.replace({ rules });
      }),
  };
}
