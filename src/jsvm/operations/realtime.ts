import { findRecordById } from "../../model/records/find.ts";
import type { ClientChange } from "../../model/protocol/client-messages.ts";
import { changeRealtimeClient } from "../../model/realtime/client-change.ts";
import { sendToRealtimeClient } from "../../model/realtime/direct-message.ts";
import { listRealtimeClients } from "../../model/realtime/server-message.ts";
import type { OperationCall, Operations } from "../operation.ts";

/** `$app.subscriptionsBroker()` and its clients, wherever they are connected. The first argument is mostly the client's id. */
export const realtimeOperations: Operations = {
  async "realtime.clients"(call) {
    const clients = await listRealtimeClients(call.context);
    const ids = new Set(clients.map(({ id }) => id));
    const { clientValues } = call.frame.parts;
    for (const id of clientValues.keys()) if (!ids.has(id)) clientValues.delete(id);
    return clients.map(({ id, subscriptions }) => ({ id, subscriptions }));
  },

  /** Who the client is signed in as. */
  async "realtime.auth"(call) {
    const clients = await listRealtimeClients(call.context);
    const auth = clients.find(({ id }) => id === call.text(0))?.auth ?? null;
    const collection = auth === null ? undefined : call.context.collections.current().byId(auth.collectionId);
    if (auth === null || collection === undefined) return null;
    const record = await findRecordById(call.context, collection, auth.id);
    return record === null ? null : call.frame.encode(record);
  },

  "realtime.send": (call) =>
    sendToRealtimeClient(call.context, {
      clientId: call.text(0),
      topic: call.text(1),
      data: call.text(2),
      needsNoSubscription: true,
    }),

  "realtime.change": (call) =>
    changeRealtimeClient(call.context, {
      ...(call.object(1) as Omit<ClientChange, "clientId">),
      clientId: call.text(0),
    }),

  "realtime.get": (call) => valuesOf(call).get(call.text(1)) ?? null,

  "realtime.set"(call) {
    valuesOf(call).set(call.text(1), call.args[2] ?? null);
  },

  "realtime.unset"(call) {
    valuesOf(call).delete(call.text(1));
  },
};

/** What scripts keep with a client, until they list the clients and it is gone. */
function valuesOf(call: OperationCall): Map<string, unknown> {
  const { clientValues } = call.frame.parts;
  const known = clientValues.get(call.text(0));
  if (known !== undefined) return known;
  const values = new Map<string, unknown>();
  clientValues.set(call.text(0), values);
  return values;
}
