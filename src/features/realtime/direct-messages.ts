import type { Context } from "../../model/context.ts";
import { questions } from "../../model/protocol/bus-topics.ts";
import type { ClientChange } from "../../model/protocol/client-messages.ts";
import { findRecordById } from "../../model/records/find.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { Message } from "./message.ts";
import type { Realtime } from "./realtime.ts";

/**
 * Delivers what other features send to a single client of this instance, and does what they change of one. Returns the function
 * that ends it.
 */
export function answerDirectMessages({ context, broker }: Realtime): () => void {
  const ends = [
    context.bus.respond(questions.directMessage, (message) => {
      const { clientId, topic, data, unsubscribe = false, needsNoSubscription = false } = message;
      const client = broker.find(clientId);
      if (client === null) return undefined;
      if (!needsNoSubscription && !client.audiences.has(topic)) return false;
      broker.send(client, new Message({ name: topic, data }));
      if (unsubscribe) broker.unsubscribe(client, topic);
      return true;
    }),
    context.bus.respond(questions.clientChange, async (change) => {
      const { clientId, subscribe = [], unsubscribe = [], isDiscarded = false, isEnded = false } = change;
      const client = broker.find(clientId);
      if (client === null) return undefined;
      for (const topic of unsubscribe) broker.unsubscribe(client, topic);
      for (const topic of subscribe) broker.subscribe(client, topic);
      if (change.auth !== undefined) broker.setAuth(client, await findAuth(context, change.auth));
      await broker.index.ready;
      if (isEnded) broker.drop(client, "ended");
      if (isDiscarded) client.connection.close("refused");
      return true;
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

async function findAuth(context: Context, auth: ClientChange["auth"]): Promise<RecordModel | null> {
  const collection = auth == null ? undefined : context.collections.current().byId(auth.collectionId);
  return auth == null || collection?.type !== "auth" ? null : findRecordById(context, collection, auth.id);
}
