/**
 * How parts of one server tell each other what changed, also when they run in several threads or machines:
 * collection and settings changes, realtime events and subscriptions, rate-limit counts. Messages must be structured-cloneable.
 */
export interface Bus {
  /** Delivers the message to every subscriber of the topic, the publisher's own included, in order of publication. */
  publish(topic: string, message: unknown): void;
  /** Returns the function that ends the subscription. */
  subscribe(topic: string, listener: (message: unknown) => void): () => void;
  /** Asks the responders of a topic and resolves to their answers; an absent responder answers nothing. */
  request(topic: string, message: unknown): Promise<unknown[]>;
  /** Returns the function that ends the responder. An undefined answer is left out. */
  respond(topic: string, responder: (message: unknown) => unknown): () => void;
}

/** A bus within one thread. Delivery is synchronous; a listener that throws is reported and harms no other. */
export function createLocalBus(onError: (error: unknown, topic: string) => void): Bus {
  const listeners = new Map<string, Set<(message: unknown) => void>>();
  const responders = new Map<string, Set<(message: unknown) => unknown>>();
  return {
    publish(topic, message) {
      for (const listener of listeners.get(topic) ?? []) {
        try {
          listener(message);
        } catch (error) {
          onError(error, topic);
        }
      }
    },
    subscribe: (topic, listener) => add(listeners, topic, listener),
    async request(topic, message) {
      const answers = await Promise.all([...(responders.get(topic) ?? [])].map(async (respond) => respond(message)));
      return answers.filter((answer) => answer !== undefined);
    },
    respond: (topic, responder) => add(responders, topic, responder),
  };
}

function add<T>(sets: Map<string, Set<T>>, topic: string, item: T): () => void {
  const set = sets.get(topic) ?? new Set<T>();
  sets.set(topic, set.add(item));
  return () => {
    set.delete(item);
    if (set.size === 0 && sets.get(topic) === set) sets.delete(topic);
  };
}
