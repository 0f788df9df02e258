import type { Context } from "../../model/context.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { Message } from "./message.ts";

const MAX_WAITING = 1000;

/** Sends a message that hooks may change or drop first. Messages of one client keep their order. */
export function sendThroughHooks(context: Context, client: BrokerClient, message: Message): void {
  if (client.waitingForHooks >= MAX_WAITING) {
    client.connection.close("slow");
    return;
  }
  client.waitingForHooks += 1;
  const before = client.sending ?? Promise.resolve();
  client.sending = before.then(async () => {
    try {
      const event = { context, client, message: { name: message.name, data: message.data } };
      await context.hooks.onRealtimeMessageSend.trigger(event, [], (sent) => {
        client.connection.send(message.changed(sent.message.name, sent.message.data));
      });
    } catch (error) {
      // PocketBase ends the connection whose message failed.
      context.log.debug("realtime: a hook failed to send a message", { clientId: client.id, error: String(error) });
      client.connection.close("refused");
    }
    client.waitingForHooks -= 1;
    if (client.waitingForHooks === 0) client.sending = null;
  });
}
