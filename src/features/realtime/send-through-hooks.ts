import type { Context } from "../../model/context.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { Message } from "./message.ts";

const MAX_WAITING = 1000;

/** Sends a message that hooks may change or drop first. Messages of one client keep their order. */
export function sendThroughHooks(context: Context, client: BrokerClient, message: Message): void {
  sendInOrder(context, client, () => [message]);
}

/**
 * Places among the messages of clients for those of an event that takes time to prepare, as where a hook enriches its record: what hooks
 * have to look at goes out in the order of the events, whatever subscriptions it is for.
 */
export class HeldPlaces {
  readonly #context: Context;
  readonly #places = new Map<BrokerClient, Message[]>();
  readonly #end = Promise.withResolvers<void>();
  #isOver = false;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Holds a place for each client, unless all messages are known. */
  hold(clients: Iterable<ReadonlySet<BrokerClient>>): void {
    if (this.#isOver) return;
    for (const set of clients) {
      for (const client of set) {
        const messages: Message[] = [];
        this.#places.set(client, messages);
        sendInOrder(this.#context, client, () => this.#end.promise.then(() => messages));
      }
    }
  }

  send(client: BrokerClient, message: Message): void {
    const place = this.#places.get(client);
    if (place === undefined) sendThroughHooks(this.#context, client, message);
    else place.push(message);
  }

  /** All messages are known. */
  end(): void {
    this.#isOver = true;
    this.#end.resolve();
  }
}

function sendInOrder(
  context: Context,
  client: BrokerClient,
  messages: () => readonly Message[] | Promise<readonly Message[]>,
): void {
  if (client.waitingForHooks >= MAX_WAITING) {
    client.connection.close("slow");
    return;
  }
  client.waitingForHooks += 1;
  const before = client.sending ?? Promise.resolve();
  client.sending = before.then(async () => {
    for (const message of await messages()) await triggerAndSend(context, client, message);
    client.waitingForHooks -= 1;
    if (client.waitingForHooks === 0) client.sending = null;
  });
}

async function triggerAndSend(context: Context, client: BrokerClient, message: Message): Promise<void> {
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
}
