// How many requests were answered, by time and status, and how long each route took: in memory, of a fixed size.
//
// Time is cut into steps. Counts are kept for a day; durations, which need more room, for the last hour and as a sum since the start. A
// duration is kept as the number of a bucket: each is a fifth longer than the one before, so a percentile is off by a tenth at most.
// Instances of one server each count their own: what they have is merged (`mergeRequests`) before it is shown.

export const STEP_MS = 5 * 60 * 1000;
const STEPS = 288;
const ROUTE_STEPS = 12;
/** Of a step: plugins may have any number of routes. */
const MAX_ROUTES = 300;
/** Since the start: a reload of plugins makes their routes anew. */
const MAX_TOTALS = 3_000;
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

/** What one instance counted, or several together. JSON. */
export interface CountedRequests {
  /** When counting began. */
  readonly sinceMs: number;
  /** The last day, the oldest step first; steps without requests are left out. */
  readonly steps: readonly StepCount[];
  /** The last hour. */
  readonly recent: readonly RouteBuckets[];
  /** Since the start. */
  readonly totals: readonly RouteTotal[];
}

interface RouteBuckets extends CountedRoute {
  readonly errors: number;
  readonly buckets: readonly number[];
}

export interface RouteTotal extends CountedRoute {
  /** Requests by their status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests by their duration: see `bucketEndSeconds`. */
  readonly buckets: readonly number[];
  readonly sumMs: number;
}

interface Total {
  readonly statuses: Map<number, number>;
  readonly buckets: Float64Array;
  sumMs: number;
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
  /** Of the same route since the start: found without a look of its own. */
  readonly total: Total;
}

export class RequestStats {
  readonly sinceMs: number;
  readonly #now: () => number;
  /** The oldest first; a step without requests has none. */
  #steps: Step[] = [];
  readonly #totals = new Map<CountedRoute, Total>();

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
    const count = step.routes.get(route) ?? this.#newCount(step, route);
    if (count === null) return;
    const { total } = count;
    if (status >= 400) count.errors += 1;
    const bucket = bucketOf(durationMs);
    count.buckets[bucket] = (count.buckets[bucket] ?? 0) + 1;
    total.buckets[bucket] = (total.buckets[bucket] ?? 0) + 1;
    total.statuses.set(status, (total.statuses.get(status) ?? 0) + 1);
    total.sumMs += durationMs;
  }

  /** Null where there are too many routes. */
  #newCount(step: Step, route: CountedRoute): RouteCount | null {
    let total = this.#totals.get(route);
    if (total === undefined) {
      if (this.#totals.size >= MAX_TOTALS) return null;
      total = { statuses: new Map(), buckets: new Float64Array(BUCKETS), sumMs: 0 };
      this.#totals.set(route, total);
    }
    if (step.routes.size >= MAX_ROUTES) return null;
    const count = { errors: 0, buckets: new Uint32Array(BUCKETS), total };
    step.routes.set(route, count);
    return count;
  }

  counted(): CountedRequests {
    const nowMs = this.#now();
    const [dayMs, hourMs] = [nowMs - STEPS * STEP_MS, nowMs - ROUTE_STEPS * STEP_MS];
    const recent = this.#steps.filter(({ startMs }) => startMs > hourMs);
    return {
      sinceMs: this.sinceMs,
      steps: this.#steps
        .filter(({ startMs }) => startMs > dayMs)
        .map(({ startMs, succeeded, refused, failed }) => ({ startMs, succeeded, refused, failed })),
      recent: recent.flatMap(({ routes }) =>
        [...routes].map(([route, { errors, buckets }]) => ({ ...named(route), errors, buckets: [...buckets] })),
      ),
      totals: [...this.#totals].map(([route, { statuses, buckets, sumMs }]) => ({
        ...named(route),
        statuses: Object.fromEntries(statuses),
        buckets: [...buckets],
        sumMs,
      })),
    };
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

/** Those of all instances together. */
export function mergeRequests(all: readonly CountedRequests[]): CountedRequests {
  return {
    sinceMs: Math.min(...all.map(({ sinceMs }) => sinceMs)),
    steps: mergeBy(
      all.flatMap(({ steps }) => steps),
      ({ startMs }) => String(startMs),
      (a, b) => ({
        startMs: a.startMs,
        succeeded: a.succeeded + b.succeeded,
        refused: a.refused + b.refused,
        failed: a.failed + b.failed,
      }),
    ).toSorted((a, b) => a.startMs - b.startMs),
    recent: mergeBy(
      all.flatMap(({ recent }) => recent),
      keyOf,
      (a, b) => ({ ...a, errors: a.errors + b.errors, buckets: added(a.buckets, b.buckets) }),
    ),
    totals: mergeBy(
      all.flatMap(({ totals }) => totals),
      keyOf,
      (a, b) => ({
        ...a,
        statuses: addedCounts(a.statuses, b.statuses),
        buckets: added(a.buckets, b.buckets),
        sumMs: a.sumMs + b.sumMs,
      }),
    ),
  };
}

/** How long the routes took in the last hour, those with the most requests first. */
export function routeTimes({ recent }: CountedRequests): RouteTimes[] {
  return mergeBy(recent, keyOf, (a, b) => ({
    ...a,
    errors: a.errors + b.errors,
    buckets: added(a.buckets, b.buckets),
  }))
    .map(timesOf)
    .toSorted((a, b) => b.total - a.total);
}

/** The longest duration of a bucket. That of the last one has no end. */
export function bucketEndSeconds(bucket: number): number {
  return bucket >= BUCKETS - 1 ? Number.POSITIVE_INFINITY : (SHORTEST_MS * GROWTH ** bucket) / 1000;
}

function named({ method, path }: CountedRoute): CountedRoute {
  return { method, path };
}

function keyOf({ method, path }: CountedRoute): string {
  return `${method} ${path}`;
}

function mergeBy<T>(items: readonly T[], key: (item: T) => string, merge: (a: T, b: T) => T): T[] {
  const merged = new Map<string, T>();
  for (const item of items) {
    const known = merged.get(key(item));
    merged.set(key(item), known === undefined ? item : merge(known, item));
  }
  return [...merged.values()];
}

function added(a: readonly number[], b: readonly number[]): number[] {
  return a.map((count, index) => count + (b[index] ?? 0));
}

function addedCounts(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

function timesOf({ method, path, errors, buckets }: RouteBuckets): RouteTimes {
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
function percentile(buckets: readonly number[], rank: number): number {
  let seen = 0;
  const index = buckets.findIndex((count) => (seen += count) >= rank);
  return SHORTEST_MS * GROWTH ** Math.max(0, index - 0.5);
}
