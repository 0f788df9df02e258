import type { Context } from "../context.ts";

/** The bus topic of messages to all who subscribed to a name, on every instance. */
export const SERVER_MESSAGE_TOPIC = "realtime.server-message";
/** The bus topic that asks each instance for its clients. */
export const CLIENTS_TOPIC = "realtime.clients";
/** The bus topic of what happens on channels. */
export const CHANNEL_EVENTS_TOPIC = "realtime.channels";

export interface ServerMessage {
  readonly topic: string;
  /** JSON text. */
  readonly data: string;
}

/** A connected client, wherever it is connected. */
export interface ListedClient {
  readonly id: string;
  readonly transport: "sse" | "websocket";
  readonly auth: { readonly id: string; readonly collectionId: string; readonly collectionName: string } | null;
  readonly subscriptions: readonly string[];
}

export function sendToSubscribers({ bus }: Context, message: ServerMessage): void {
  bus.publish(SERVER_MESSAGE_TOPIC, message);
}

export async function listRealtimeClients({ bus }: Context): Promise<ListedClient[]> {
  return ((await bus.request(CLIENTS_TOPIC, null)) as ListedClient[][]).flat();
}

/** A broadcast that comes from the server: `from` has no id. */
export function broadcastToChannel(
  { bus }: Context,
  { channel, event, data }: { readonly channel: string; readonly event: string; readonly data: unknown },
): void {
  const from = { id: "", auth: null, state: null };
  const key = `server.${crypto.randomUUID()}`;
  bus.publish(CHANNEL_EVENTS_TOPIC, { kind: "broadcast", key, channel, from, event, data, self: true });
}
