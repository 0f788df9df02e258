import type { Bus } from "../../lib/bus.ts";
import { RateLimiter } from "../../lib/rate-limit.ts";
import { type CountedRequest, services, topics } from "../protocol/bus-topics.ts";

const EVERY_MS = 1_000;
/** So many clients are told of at once; others are counted by each node alone for that second. */
const MAX_CLIENTS = 1_000;

interface Counted {
  readonly request: CountedRequest;
  count: number;
}

/**
 * Counts requests at each node, because asking another one would cost each request more than the request. The nodes tell one another
 * each second what they have let pass: a client can get as much more than its limit as it sends to several nodes within a second.
 */
export function exchangeRequestCounts(bus: Bus, everyMs = EVERY_MS): void {
  const limiters = { rules: new RateLimiter(), "empty-results": new RateLimiter() };
  let counted = new Map<string, Counted>();
  const tell = (): void => {
    const counts = [...counted.values()].map(({ request, count }) => ({ ...request, count }));
    counted = new Map();
    bus.publish(topics.requestCounts, counts);
  };
  const note = (request: CountedRequest): void => {
    const { limiter, key, client } = request;
    const id = `${limiter}\n${key}\n${client}`;
    const known = counted.get(id);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    if (counted.size >= MAX_CLIENTS) return;
    if (counted.size === 0) setTimeout(tell, everyMs).unref();
    counted.set(id, { request, count: 1 });
  };
  const reset = (): void => {
    limiters.rules.reset();
    counted.clear();
  };

  bus.serve(services.countRequest, (request) => {
    const isAllowed = limiters[request.limiter].consume(request.key, request.client, request.limit);
    if (isAllowed) note(request);
    return isAllowed;
  });
  bus.serve(services.resetRequestCounts, () => {
    reset();
    bus.publish(topics.requestCountsReset, null);
    return null;
  });
  bus.subscribe(topics.requestCounts, (counts, origin) => {
    if (origin === "own") return;
    for (const { limiter, key, client, limit, count } of counts)
      limiters[limiter].charge({ key, client, limit }, count);
  });
  bus.subscribe(topics.requestCountsReset, (_, origin) => {
    if (origin === "other") reset();
  });
}
