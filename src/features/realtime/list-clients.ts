import { notFound } from "../../lib/api-error.ts";
import type { Call } from "../../model/route.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { Realtime } from "./realtime.ts";

/** Of more, the number alone is answered: a list of all is no page that anyone reads. */
const MAX_CLIENTS = 500;
const MAX_SUBSCRIPTIONS = 50;

/**
 * The clients that are connected to this instance, with what they subscribed to; with `record`, those that are signed in as that
 * account of `collection`. For superusers; not in PocketBase.
 */
export function listClients({ broker }: Realtime, call: Call): Response {
  const [collection, record] = [call.query.get("collection"), call.query.get("record")];
  const isWanted = ({ auth }: BrokerClient): boolean =>
    record === null ||
    (auth !== null && auth.id === record && [auth.collection.name, auth.collection.id].includes(collection ?? ""));
  const clients: object[] = [];
  let total = 0;
  for (const client of broker.clients()) {
    if (!isWanted(client)) continue;
    total += 1;
    if (clients.length < MAX_CLIENTS) clients.push(shownClient(client));
  }
  return call.json({ total, clients });
}

/** Ends a connection. The client may connect anew, as what its token still allows. */
export function endClient({ broker }: Realtime, call: Call): Response {
  const client = broker.find(call.params["id"] ?? "");
  if (client === null) throw notFound("There is no such client. It may have disconnected meanwhile.");
  broker.drop(client, "ended");
  return call.noContent();
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
