import { notFound } from "../../lib/api-error.ts";
import { type InspectedClient, questions } from "../../model/protocol/bus-topics.ts";
import { changeRealtimeClient } from "../../model/realtime/client-change.ts";
import type { Call } from "../../model/route.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { Realtime } from "./realtime.ts";

/** Of more, the number alone is answered: a list of all is no page that anyone reads. */
const MAX_CLIENTS = 500;
const MAX_SUBSCRIPTIONS = 50;

/**
 * The clients that are connected to any instance, with what they subscribed to; with `record`, those that are signed in as that
 * account of `collection`. For superusers; not in PocketBase.
 */
export async function listClients({ context }: Realtime, call: Call): Promise<Response> {
  const [collection, record] = [call.query.get("collection") ?? "", call.query.get("record")];
  const account = record === null ? null : { collection, record };
  const answers = await context.bus.request(questions.inspectedClients, account);
  const total = answers.reduce((sum, answer) => sum + answer.total, 0);
  return call.json({ total, clients: answers.flatMap(({ clients }) => clients).slice(0, MAX_CLIENTS) });
}

/** Tells who is connected to this instance. Returns the function that ends it. */
export function answerInspection({ context, broker }: Realtime): () => void {
  return context.bus.respond(questions.inspectedClients, (account) => {
    const isWanted = ({ auth }: BrokerClient): boolean =>
      account === null ||
      (auth?.id === account.record && [auth.collection.name, auth.collection.id].includes(account.collection));
    const clients: InspectedClient[] = [];
    let total = 0;
    for (const client of broker.clients()) {
      if (!isWanted(client)) continue;
      total += 1;
      if (clients.length < MAX_CLIENTS) clients.push(shownClient(client));
    }
    return { total, clients };
  });
}

/** Ends a connection. The client may connect anew, as what its token still allows. */
export async function endClient({ context }: Realtime, call: Call): Promise<Response> {
  const isFound = await changeRealtimeClient(context, { clientId: call.params["id"] ?? "", isEnded: true });
  if (!isFound) throw notFound("There is no such client. It may have disconnected meanwhile.");
  return call.noContent();
}

function shownClient({ id, transport, auth, clientAddress, audiences, subscriptions }: BrokerClient): InspectedClient {
  return {
    id,
    transport,
    address: clientAddress,
    auth: auth === null ? null : { collection: auth.collection.name, record: auth.id },
    subscriptions: subscriptions.slice(0, MAX_SUBSCRIPTIONS),
    subscriptionCount: audiences.size,
  };
}
