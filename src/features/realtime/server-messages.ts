import { questions, topics } from "../../model/protocol/bus-topics.ts";
import type { ListedClient } from "../../model/protocol/client-messages.ts";
import type { BrokerClient } from "./broker-client.ts";
import { Message } from "./message.ts";
import type { Realtime } from "./realtime.ts";
import { authInfo } from "./socket/channels.ts";

/** Delivers what the server itself sends, and tells who is connected to this instance. Returns the function that ends it. */
export function answerServer({ context, broker }: Realtime): () => void {
  const ends = [
    context.bus.subscribe(topics.serverMessage, ({ topic, data }) => {
      const isSubscribed = (client: BrokerClient): boolean => client.audiences.has(topic);
      broker.sendToAll([new Set([...broker.clients()].filter(isSubscribed))], new Message({ name: topic, data }));
    }),
    context.bus.respond(questions.clients, () => [...broker.clients()].map(listed)),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function listed({ id, transport, auth, subscriptions }: BrokerClient): ListedClient {
  return { id, transport, auth: auth === null ? null : authInfo(auth), subscriptions };
}
