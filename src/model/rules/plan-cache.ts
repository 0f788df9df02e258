import { LruMap } from "../../lib/lru-map.ts";
import type { CollectionSnapshot } from "../collections/collection.ts";
import type { RequestInfo } from "../request-info.ts";
import type { Guard } from "./guards.ts";
import { matchesGuards } from "./guards.ts";

const MAX_SHAPES = 2000;
/** A shape has a plan for every kind of request that was seen: signed in or not, with or without a body field … */
const MAX_PLANS_OF_SHAPE = 16;

interface Guarded {
  readonly guards: readonly Guard[];
}

const caches = new WeakMap<CollectionSnapshot, LruMap<string, Guarded[]>>();

/**
 * The plan of that kind and shape that fits the request, or a new one. Plans live as long as the collections that they
 * were made for. `key` must name the plan's kind too: plans of different types never share a key.
 */
export function cachedPlan<Plan extends Guarded>(
  snapshot: CollectionSnapshot,
  key: string,
  { request, make }: { readonly request: RequestInfo | null; readonly make: () => Plan },
): Plan {
  let cache = caches.get(snapshot);
  if (cache === undefined) {
    cache = new LruMap(MAX_SHAPES);
    caches.set(snapshot, cache);
  }
  const plans = (cache.get(key) ?? []) as Plan[];
  const known = plans.find((plan) => matchesGuards(plan.guards, request));
  if (known !== undefined) return known;
  const plan = make();
  cache.set(key, [plan, ...plans].slice(0, MAX_PLANS_OF_SHAPE));
  return plan;
}
