/** So long after the last watched turn none is watched: under load the event loop would be asked for a call every few requests. */
const UNWATCHED_MS = 4;

/** With the unwatched time a turn handles requests for 20 ms. Those that arrive in it are handled in a later one. */
const MAX_WATCHED_MS = 16;

/** The part of each turn that requests get that have waited. Those that have just arrived get the rest. */
const WAITED_MS = 10;

/**
 * Limits how long one turn of the event loop handles requests. Bun hands over all requests that a connection has sent in one go
 * (pipelining) in the same turn, thousands of them, as long as each is answered at once. One that has to wait is answered in a
 * later turn; where others of the same connection lie behind it, Bun closes that connection instead. A connection that waits for
 * each answer has a single request in a turn, and so only waits.
 */
export class TurnLimit {
  /** While a turn is watched, when that began. Otherwise, when the last watched one ended. */
  #sinceMs = Number.NEGATIVE_INFINITY;
  #isWatched = false;
  /** In the order of their arrival. */
  #waiting: (() => void)[] = [];

  /** Called for each request with the time: null where it is to be handled now, else resolves in a later turn. */
  turnFor(nowMs: number): Promise<void> | null {
    const tookMs = nowMs - this.#sinceMs;
    if (tookMs < UNWATCHED_MS) return null;
    if (!this.#isWatched) {
      this.#watch(nowMs);
      return null;
    }
    if (tookMs < MAX_WATCHED_MS) return null;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #watch(nowMs: number): void {
    this.#isWatched = true;
    this.#sinceMs = nowMs;
    setImmediate(this.#begin);
  }

  readonly #begin = (): void => {
    const nowMs = performance.now();
    if (this.#waiting.length === 0) {
      this.#isWatched = false;
      this.#sinceMs = nowMs;
    } else {
      this.#watch(nowMs);
      void this.#handleWaiting(nowMs + WAITED_MS);
    }
  };

  /** One after the other: what takes long of most requests is done by the time that one more has begun. */
  async #handleWaiting(endMs: number): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    let handled = 0;
    for (; handled < waiting.length && performance.now() < endMs; handled += 1) {
      waiting[handled]?.();
      await Promise.resolve();
    }
    this.#waiting = [...waiting.slice(handled), ...this.#waiting];
  }
}
