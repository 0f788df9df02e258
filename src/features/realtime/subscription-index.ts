import type { TimeSlicer } from "../../lib/time-slicer.ts";
import { questions } from "../../model/protocol/bus-topics.ts";
import type { Bus } from "../../lib/bus.ts";
import { Audience } from "./audience.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { Subscription } from "./subscription.ts";

const NONE: ReadonlyMap<string, Audience> = new Map();

/** The audiences by topic, so that an event touches only the clients that it may concern. */
export class SubscriptionIndex {
  readonly #topics = new Map<string, Map<string, Audience>>();
  readonly #turns: TimeSlicer;
  readonly #bus: Bus;
  #ready: Promise<void> = Promise.resolve();

  constructor(turns: TimeSlicer, bus: Bus) {
    this.#turns = turns;
    this.#bus = bus;
  }

  /** Resolves once other instances are sure to ask before a deletion that the subscriptions of now concern. */
  get ready(): Promise<void> {
    return this.#ready;
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
    const audiences = this.#topics.get(topic) ?? this.#addTopic(topic);
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
    if (audiences.size > 0) return;
    this.#topics.delete(topic);
    this.#bus.ignore(questions.beforeDeletion, collectionOf(topic));
  }

  #addTopic(topic: string): Map<string, Audience> {
    const audiences = new Map<string, Audience>();
    this.#topics.set(topic, audiences);
    const caring = this.#bus.care(questions.beforeDeletion, collectionOf(topic));
    this.#ready = Promise.all([this.#ready, caring]).then(
      () => undefined,
      // Without its hub the instance ends.
      () => undefined,
    );
    return audiences;
  }
}

/** Its name or id, if the topic is one of records. */
function collectionOf(topic: string): string {
  const end = topic.indexOf("/");
  return end < 0 ? topic : topic.slice(0, end);
}
