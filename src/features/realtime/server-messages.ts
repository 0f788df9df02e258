import { CLIENTS_TOPIC, SERVER_MESSAGE_TOPIC } from "../../model/realtime/server-message.ts";
import type { ListedClient, ServerMessage } from "../../model/realtime/server-message.ts";
import type { BrokerClient } from "./broker-client.ts";
import { Message } from "./message.ts";
import type { Realtime } from "./realtime.ts";
import { authInfo } from "./socket/channels.ts";

/** Delivers what the server itself sends, and tells who is connected to this instance. Returns the function that ends it. */
export function answerServer({ context, broker }: Realtime): () => void {
  const ends = [
    context.bus.subscribe(SERVER_MESSAGE_TOPIC, (message) => {
      const { topic, data } = message as ServerMessage;
      const isSubscribed = (client: BrokerClient): boolean => client.audiences.has(topic);
      broker.sendToAll([new Set([...broker.clients()].filter(isSubscribed))], new Message({ name: topic, data }));
    }),
    context.bus.respond(CLIENTS_TOPIC, () => [...broker.clients()].map(listed)),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function listed({ id, transport, auth, subscriptions }: BrokerClient): ListedClient {
  return { id, transport, auth: auth === null ? null : authInfo(auth), subscriptions };
}
