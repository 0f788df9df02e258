import type { Call } from "../../model/route.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { Realtime } from "./realtime.ts";

/** Of more, the number alone is answered: a list of all is no page that anyone reads. */
const MAX_CLIENTS = 500;
const MAX_SUBSCRIPTIONS = 50;

/** The clients that are connected to this instance, with what they subscribed to. For superusers; not in PocketBase. */
export function listClients({ broker }: Realtime, call: Call): Response {
  const clients: object[] = [];
  for (const client of broker.clients()) {
    if (clients.length === MAX_CLIENTS) break;
    clients.push(shownClient(client));
  }
  return call.json({ total: broker.clientCount, clients });
}

function shownClient({ id, transport, auth, clientAddress, audiences, subscriptions }: BrokerClient) {
  return {
    id,
    transport,
    address: clientAddress,
    auth: auth === null ? null : { collection: auth.collection.name, record: auth.id },
    subscriptions: subscriptions.slice(0, MAX_SUBSCRIPTIONS),
    subscriptionCount: audiences.size,
  };
}
