/** So many requests are handled before a clock is read: nearly every turn ends earlier, and pays for a counter only. */
const UNTIMED_REQUESTS = 8;

/** A client whose request arrives in this turn is answered in the next one, so it may wait for two. */
const MAX_TURN_MS = 20;

/**
 * Limits how long one turn of the event loop handles requests. Bun hands over all requests that a connection has sent in one go
 * (pipelining) in the same turn, thousands of them, as long as each is answered at once. One that has to wait is answered in the
 * next turn; where others of the same connection lie behind it, Bun closes that connection instead. A connection that waits for
 * each answer has a single request in a turn, and so only waits.
 */
export class TurnLimit {
  #count = 0;
  #startedMs = 0;
  #next: PromiseWithResolvers<void> | null = null;

  /** Called for each request: null where it is to be handled now, else the next turn. */
  waiting(): Promise<void> | null {
    this.#count += 1;
    if (this.#count < UNTIMED_REQUESTS) return null;
    if (this.#count === UNTIMED_REQUESTS) {
      this.#startedMs = performance.now();
      setImmediate(this.#begin);
      return null;
    }
    if (performance.now() - this.#startedMs < MAX_TURN_MS) return null;
    this.#next ??= Promise.withResolvers();
    return this.#next.promise;
  }

  readonly #begin = (): void => {
    const next = this.#next;
    this.#count = 0;
    this.#next = null;
    next?.resolve();
  };
}
