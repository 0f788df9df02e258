// How many requests were answered, by time and status, and how long each route took: in memory, of a fixed size.
//
// Time is cut into steps. Counts are kept for a day; durations, which need more room, for the last hour. A duration is kept as the number
// of a bucket: each is a fifth longer than the one before, so a percentile is off by a tenth at most.

export const STEP_MS = 5 * 60 * 1000;
const STEPS = 288;
const ROUTE_STEPS = 12;
/** Of a step: plugins may have any number of routes. */
const MAX_ROUTES = 300;
const SHORTEST_MS = 0.05;
const GROWTH = 1.2;
const LOG_OF_GROWTH = Math.log(GROWTH);
/** The last one begins at 100 s. */
const BUCKETS = 80;

/** What a route is known by. The object itself is the key, so that counting makes no text. */
export interface CountedRoute {
  readonly method: string;
  readonly path: string;
}

export interface StepCount {
  readonly startMs: number;
  readonly succeeded: number;
  /** Statuses from 400 on. */
  readonly refused: number;
  /** Statuses from 500 on. */
  readonly failed: number;
}

export interface RouteTimes extends CountedRoute {
  readonly total: number;
  /** With a status from 400 on. */
  readonly errors: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

interface Step {
  readonly startMs: number;
  succeeded: number;
  refused: number;
  failed: number;
  readonly routes: Map<CountedRoute, RouteCount>;
}

interface RouteCount {
  errors: number;
  readonly buckets: Uint32Array;
}

export class RequestStats {
  readonly sinceMs: number;
  readonly #now: () => number;
  /** The oldest first; a step without requests has none. */
  #steps: Step[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.sinceMs = now();
  }

  add(route: CountedRoute | null, status: number, durationMs: number): void {
    const step = this.#step();
    if (status >= 500) step.failed += 1;
    else if (status >= 400) step.refused += 1;
    else step.succeeded += 1;
    if (route === null) return;
    let count = step.routes.get(route);
    if (count === undefined) {
      if (step.routes.size >= MAX_ROUTES) return;
      count = { errors: 0, buckets: new Uint32Array(BUCKETS) };
      step.routes.set(route, count);
    }
    if (status >= 400) count.errors += 1;
    const bucket = bucketOf(durationMs);
    count.buckets[bucket] = (count.buckets[bucket] ?? 0) + 1;
  }

  /** The last day, the oldest step first; steps without requests are left out. */
  counts(): StepCount[] {
    const fromMs = this.#now() - STEPS * STEP_MS;
    return this.#steps
      .filter(({ startMs }) => startMs > fromMs)
      .map(({ startMs, succeeded, refused, failed }) => ({ startMs, succeeded, refused, failed }));
  }

  /** The last hour, the routes with the most requests first. */
  routes(): RouteTimes[] {
    const fromMs = this.#now() - ROUTE_STEPS * STEP_MS;
    const found = new Map<string, { route: CountedRoute; count: RouteCount }>();
    for (const step of this.#steps) {
      if (step.startMs <= fromMs) continue;
      for (const [route, { errors, buckets }] of step.routes) {
        const key = `${route.method} ${route.path}`;
        const known = found.get(key) ?? { route, count: { errors: 0, buckets: new Uint32Array(BUCKETS) } };
        known.count.errors += errors;
        for (const [index, count] of buckets.entries())
          known.count.buckets[index] = (known.count.buckets[index] ?? 0) + count;
        found.set(key, known);
      }
    }
    return [...found.values()].map(timesOf).toSorted((a, b) => b.total - a.total);
  }

  #step(): Step {
    const startMs = Math.floor(this.#now() / STEP_MS) * STEP_MS;
    const last = this.#steps.at(-1);
    // A clock that was set back goes on in the step that is open.
    if (last !== undefined && last.startMs >= startMs) return last;
    const step: Step = { startMs, succeeded: 0, refused: 0, failed: 0, routes: new Map() };
    this.#steps.push(step);
    if (this.#steps.length > STEPS) this.#steps.shift();
    this.#steps.at(-1 - ROUTE_STEPS)?.routes.clear();
    return step;
  }
}

function timesOf({
  route: { method, path },
  count: { errors, buckets },
}: {
  route: CountedRoute;
  count: RouteCount;
}): RouteTimes {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  return {
    method,
    path,
    total,
    errors,
    p50Ms: percentile(buckets, total * 0.5),
    p95Ms: percentile(buckets, total * 0.95),
  };
}

function bucketOf(durationMs: number): number {
  if (durationMs <= SHORTEST_MS) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(durationMs / SHORTEST_MS) / LOG_OF_GROWTH));
}

/** The middle of the bucket in which the `rank`th duration lies. */
function percentile(buckets: Uint32Array, rank: number): number {
  let seen = 0;
  const index = buckets.findIndex((count) => (seen += count) >= rank);
  return SHORTEST_MS * GROWTH ** Math.max(0, index - 0.5);
}
