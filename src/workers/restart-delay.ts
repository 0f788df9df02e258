/** A worker that lived so long was in order: it is replaced at once. */
const HEALTHY_MS = 5_000;
const SHORTEST_MS = 100;
const LONGEST_MS = 10_000;
/** A worker that accepted requests for less did not live. */
const LIFE_MS = 1_000;
const MAX_FAILURES = 8;

/** When a worker that died is started again. */
export class RestartDelays {
  readonly #delays = new Map<number, number>();
  #failures = 0;

  /** Of the worker of that number, which accepted requests for that long. */
  next(number: number, listenedMs: number): number {
    this.#failures = listenedMs < LIFE_MS ? this.#failures + 1 : 0;
    const last = this.#delays.get(number);
    const isHealthy = listenedMs >= HEALTHY_MS || last === undefined;
    const delay = isHealthy ? 0 : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, last * 2));
    this.#delays.set(number, delay);
    return delay;
  }

  /** Whether workers only die. It counts together with none of them listening. */
  get isHopeless(): boolean {
    return this.#failures >= MAX_FAILURES;
  }
}
