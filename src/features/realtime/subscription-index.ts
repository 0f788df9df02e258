import type { TurnQueue } from "../../lib/turn-queue.ts";
import { Audience } from "./audience.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { Subscription } from "./subscription.ts";

const NONE: ReadonlyMap<string, Audience> = new Map();

/** Who subscribed to what, by topic: an event touches only those who may care. */
export class SubscriptionIndex {
  readonly #topics = new Map<string, Map<string, Audience>>();

  readonly #turns: TurnQueue;

  constructor(turns: TurnQueue) {
    this.#turns = turns;
  }

  get topicCount(): number {
    return this.#topics.size;
  }

  /** The audiences of a topic, by text of the subscription. */
  audiencesOf(topic: string): ReadonlyMap<string, Audience> {
    return this.#topics.get(topic) ?? NONE;
  }

  add(client: BrokerClient, subscription: Subscription): Audience {
    const { topic, text } = subscription;
    const audiences = this.#topics.get(topic) ?? new Map<string, Audience>();
    this.#topics.set(topic, audiences);
    const audience = audiences.get(text) ?? new Audience(subscription, this.#turns);
    audiences.set(text, audience);
    audience.add(client, client.identity);
    return audience;
  }

  remove(client: BrokerClient, audience: Audience): void {
    audience.remove(client, client.identity);
    if (!audience.isEmpty) return;
    const { topic, text } = audience.subscription;
    const audiences = this.#topics.get(topic);
    if (audiences?.get(text) !== audience) return;
    audiences.delete(text);
    if (audiences.size === 0) this.#topics.delete(topic);
  }

  /** Whether anything of the collection is subscribed to that matches one of the topics. */
  hasAny(topics: readonly string[]): boolean {
    return topics.some((topic) => this.#topics.has(topic));
  }
}
