import { DIRECT_MESSAGE_TOPIC } from "../../model/realtime/direct-message.ts";
import type { DirectMessage } from "../../model/realtime/direct-message.ts";
import { Message } from "./message.ts";
import type { Realtime } from "./realtime.ts";

/** Delivers what other features send to a single client of this instance. Returns the function that ends it. */
export function answerDirectMessages({ context, broker }: Realtime): () => void {
  return context.bus.respond(DIRECT_MESSAGE_TOPIC, (message) => {
    const { clientId, topic, data, unsubscribe = false } = message as DirectMessage;
    const client = broker.find(clientId);
    if (client === null) return undefined;
    if (!client.audiences.has(topic)) return false;
    broker.send(client, new Message({ name: topic, data }));
    if (unsubscribe) broker.unsubscribe(client, topic);
    return true;
  });
}
