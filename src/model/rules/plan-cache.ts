import { cacheCounts } from "../../lib/cache-counts.ts";
import { SizedLruMap } from "../../lib/sized-lru-map.ts";
import type { CollectionSnapshot } from "../collections/collection.ts";
import type { RequestInfo } from "../request-info.ts";
import type { Guard } from "./guards.ts";
import { matchesGuards } from "./guards.ts";

/** In characters of keys and SQL: a client can make plans that are long, or many. */
const MAX_SIZE = 8_000_000;
/** A shape has a plan for every kind of request that was seen: signed in or not, with or without a body field … */
const MAX_PLANS_OF_SHAPE = 16;

export interface Plan {
  readonly guards: readonly Guard[];
  /** The length of its SQL. */
  readonly size: number;
}

const NONE: readonly Plan[] = [];
const caches = new WeakMap<CollectionSnapshot, SizedLruMap<string, readonly Plan[]>>();

/**
 * The plan of that kind and shape that fits the request, or a new one. Plans live as long as the collections that they
 * were made for. `key` must name the plan's kind too: plans of different types never share a key.
 */
export function cachedPlan<P extends Plan>(
  snapshot: CollectionSnapshot,
  key: string,
  { request, make }: { readonly request: RequestInfo; readonly make: () => P },
): P {
  let cache = caches.get(snapshot);
  if (cache === undefined) {
    cache = new SizedLruMap(MAX_SIZE, sizeOf);
    caches.set(snapshot, cache);
  }
  const plans = (cache.get(key) ?? NONE) as readonly P[];
  const known = plans.find((plan) => matchesGuards(plan.guards, request));
  if (known !== undefined) {
    cacheCounts.plans.hits += 1;
    return known;
  }
  cacheCounts.plans.misses += 1;
  const plan = make();
  cache.set(key, [plan, ...plans].slice(0, MAX_PLANS_OF_SHAPE));
  return plan;
}

function sizeOf(plans: readonly Plan[], key: string): number {
  return plans.reduce((total, plan) => total + plan.size, key.length);
}
