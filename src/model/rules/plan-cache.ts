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

const caches = new WeakMap<CollectionSnapshot, PlanCache>();

/**
 * The plan of that kind and shape that fits the request, or a new one. Plans live as long as the collections that they
 * were made for. `key` must name the plan's kind too: plans of different types never share a key.
 */
export function cachedPlan<P extends Plan>(
  snapshot: CollectionSnapshot,
  key: string,
  { request, make }: { readonly request: RequestInfo | null; readonly make: () => P },
): P {
  let cache = caches.get(snapshot);
  if (cache === undefined) {
    cache = new PlanCache(MAX_SIZE);
    caches.set(snapshot, cache);
  }
  const plans = cache.get(key) as readonly P[];
  const known = plans.find((plan) => matchesGuards(plan.guards, request));
  if (known !== undefined) return known;
  const plan = make();
  cache.set(key, [plan, ...plans].slice(0, MAX_PLANS_OF_SHAPE));
  return plan;
}

/** Forgets the shapes that were used longest ago once their plans are too large together. */
export class PlanCache {
  readonly #maxSize: number;
  readonly #shapes = new Map<string, readonly Plan[]>();
  #size = 0;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  get size(): number {
    return this.#size;
  }

  get(key: string): readonly Plan[] {
    const plans = this.#shapes.get(key);
    if (plans === undefined) return [];
    this.#shapes.delete(key);
    this.#shapes.set(key, plans);
    return plans;
  }

  set(key: string, plans: readonly Plan[]): void {
    this.#delete(key);
    this.#shapes.set(key, plans);
    this.#size += sizeOf(key, plans);
    for (const oldest of this.#shapes.keys()) {
      if (this.#size <= this.#maxSize) return;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    const plans = this.#shapes.get(key);
    if (plans === undefined) return;
    this.#shapes.delete(key);
    this.#size -= sizeOf(key, plans);
  }
}

function sizeOf(key: string, plans: readonly Plan[]): number {
  return plans.reduce((total, plan) => total + plan.size, key.length);
}
