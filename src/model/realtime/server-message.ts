import type { Context } from "../context.ts";
import type { ListedClient, ServerMessage } from "../protocol/client-messages.ts";
import { questions, streams, topics } from "../protocol/bus-topics.ts";

export function sendToSubscribers({ bus }: Context, message: ServerMessage): void {
  bus.publish(topics.serverMessage, message);
}

export async function listRealtimeClients({ bus }: Context): Promise<ListedClient[]> {
  return (await bus.request(questions.clients, null)).flat();
}

/** A broadcast that comes from the server: `from` has no id. */
export function broadcastToChannel(
  { bus }: Context,
  { channel, event, data }: { readonly channel: string; readonly event: string; readonly data: unknown },
): void {
  const from = { id: "", auth: null, state: null };
  bus.append(streams.realtime, { kind: "broadcast", channel, from, event, data, self: true });
}
