import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";
import { ChannelRules } from "./socket/channel-rules.ts";

/** What the document of the API says of the realtime routes. */
export const realtimeApi = {
  connect: {
    id: "connectRealtime",
    summary: "Opens a stream of server-sent events",
    details: "The first event, `PB_CONNECT`, contains the `clientId` for setting subscriptions.",
    answer: Type.String(),
    answerType: "text/event-stream",
  },
  subscribe: {
    id: "setSubscriptions",
    summary: "Replaces the subscriptions of a stream and signs it in",
    body: Type.Object({
      clientId: Type.String(),
      subscriptions: Type.Array(Type.String({ maxLength: 2500, examples: ["posts/*"] }), { maxItems: 1000 }),
    }),
    answer: null,
    errors: [403, 404],
  },
  socket: {
    id: "connectSocket",
    summary: "Opens a WebSocket with snapshots, catching up, channels and presence",
    details: "The messages are described in docs/websocket.md.",
    answer: null,
    status: 101,
    errors: [400],
  },
  listClients: {
    id: "listRealtimeClients",
    summary: "Lists the connected clients, 500 at most, with what they subscribed to",
    query: Type.Object({
      collection: Type.Optional(Type.String({ description: "With `record`: the clients of one account" })),
      record: Type.Optional(Type.String()),
    }),
    answer: Type.Object({
      total: Type.Integer(),
      clients: Type.Array(
        Type.Object({
          id: Type.String(),
          transport: Type.String({ description: "sse or websocket" }),
          address: Type.String(),
          auth: Type.Union([Type.Object({ collection: Type.String(), record: Type.String() }), Type.Null()]),
          subscriptions: Type.Array(Type.String(), { description: "The first 50" }),
          subscriptionCount: Type.Integer(),
        }),
      ),
    }),
  },
  endClient: {
    id: "endRealtimeClient",
    summary: "Ends the connection of a client, which may connect anew",
    answer: null,
    errors: [404],
  },
  listChannels: { id: "listChannelRules", summary: "Shows the channel rules", answer: ChannelRules },
  putChannels: {
    id: "replaceChannelRules",
    summary: "Replaces the channel rules",
    body: ChannelRules,
    answer: ChannelRules,
  },
} satisfies Record<string, RouteDescription>;
