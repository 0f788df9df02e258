/** A worker that lived so long was in order: it is replaced at once. */
const HEALTHY_MS = 5_000;
const SHORTEST_MS = 100;
const LONGEST_MS = 10_000;
/** What is killed from outside, by a user or for want of memory, need not fail again. */
const LONGEST_KILLED_MS = 1_000;
/** A worker that accepted requests for less did not live. */
const LIFE_MS = 1_000;
const MAX_FAILURES = 8;

export interface WorkerDeath {
  /** The number of the worker. */
  readonly worker: number;
  /** How long it accepted requests. */
  readonly listenedMs: number;
  /** Whether SIGKILL ended it, which no program sends itself. */
  readonly wasKilled: boolean;
}

/** When a worker that died is started again. */
export class RestartDelays {
  readonly #delays = new Map<number, number>();
  #failures = 0;

  next({ worker, listenedMs, wasKilled }: WorkerDeath): number {
    if (listenedMs >= LIFE_MS) this.#failures = 0;
    else if (!wasKilled) this.#failures += 1;
    const last = this.#delays.get(worker);
    const isHealthy = listenedMs >= HEALTHY_MS || last === undefined;
    const longestMs = wasKilled ? LONGEST_KILLED_MS : LONGEST_MS;
    const delay = isHealthy ? 0 : Math.min(longestMs, Math.max(SHORTEST_MS, last * 2));
    this.#delays.set(worker, delay);
    return delay;
  }

  /** Whether workers only die. It counts together with none of them listening. */
  get isHopeless(): boolean {
    return this.#failures >= MAX_FAILURES;
  }
}
