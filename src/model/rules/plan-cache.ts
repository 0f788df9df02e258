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
  { request, make }: { readonly request: RequestInfo; readonly make: () => P },
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

/**
 * Forgets shapes that were not used for longest once their plans are too large together. As in `LruMap`, they are in two
 * generations, each of at most half of the size.
 */
export class PlanCache {
  readonly #maxSize: number;
  #recent = new Map<string, readonly Plan[]>();
  #older = new Map<string, readonly Plan[]>();
  #recentSize = 0;
  #olderSize = 0;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  get size(): number {
    return this.#recentSize + this.#olderSize;
  }

  get(key: string): readonly Plan[] {
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const plans = this.#older.get(key);
    if (plans === undefined) return [];
    this.set(key, plans);
    return plans;
  }

  set(key: string, plans: readonly Plan[]): void {
    this.#delete(key);
    const size = sizeOf(key, plans);
    if (size * 2 > this.#maxSize) return;
    if ((this.#recentSize + size) * 2 > this.#maxSize) this.#startGeneration();
    this.#recent.set(key, plans);
    this.#recentSize += size;
  }

  #startGeneration(): void {
    this.#older = this.#recent;
    this.#olderSize = this.#recentSize;
    this.#recent = new Map();
    this.#recentSize = 0;
  }

  #delete(key: string): void {
    const recent = this.#recent.get(key);
    if (recent !== undefined) this.#recentSize -= sizeOf(key, recent);
    const older = this.#older.get(key);
    if (older !== undefined) this.#olderSize -= sizeOf(key, older);
    this.#recent.delete(key);
    this.#older.delete(key);
  }
}

function sizeOf(key: string, plans: readonly Plan[]): number {
  return plans.reduce((total, plan) => total + plan.size, key.length);
}
