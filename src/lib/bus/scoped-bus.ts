import type { Bus } from "../bus.ts";

export interface ScopedBus extends Bus, Disposable {}

/** The bus for the lifetime of a part: all that the part listens to and answers ends with it. */
export function scopeBus(bus: Bus): ScopedBus {
  const ends = new Set<() => void>();
  const scoped = (end: () => void): (() => void) => {
    const once = (): void => {
      if (ends.delete(once)) end();
    };
    ends.add(once);
    return once;
  };
  return {
    publish: (topic, message) => bus.publish(topic, message),
    subscribe: (topic, listener) => scoped(bus.subscribe(topic, listener)),
    append: (stream, message, order) => bus.append(stream, message, order),
    follow: (stream, listener) => scoped(bus.follow(stream, listener)),
    positionOf: (stream) => bus.positionOf(stream),
    request: (question, message, keys) => bus.request(question, message, keys),
    respond: (question, responder) => scoped(bus.respond(question, responder)),
    care: (question, key) => bus.care(question, key),
    ignore: (question, key) => bus.ignore(question, key),
    serve: (service, handler) => bus.serve(service, handler),
    call: (service, request) => bus.call(service, request),
    get isLeader() {
      return bus.isLeader;
    },
    onLead: (listener) => scoped(bus.onLead(listener)),
    onBreak: (kind, listener) => scoped(bus.onBreak(kind, listener)),
    [Symbol.dispose]() {
      for (const end of ends) end();
    },
  };
}
