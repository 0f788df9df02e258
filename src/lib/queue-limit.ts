export interface QueueLimits {
  readonly maxCount: number;
  readonly maxBytes: number;
  /** How long a queue may be above the limits: a client that reads has emptied it by then. Default: 2 s. */
  readonly graceMs?: number;
  readonly now?: () => number;
}

/** No client's queue may have so many times the limits, not even for a moment. */
const PEAK = 4;

/**
 * Tells a client that does not read from one that was just sent much at once. A queue above its limits is too much only after a
 * time in which it could have been sent, or far above them at once.
 */
export class QueueLimit {
  readonly #limits: Required<QueueLimits>;
  #aboveSinceMs: number | null = null;

  constructor({ maxCount, maxBytes, graceMs = 2000, now = () => performance.now() }: QueueLimits) {
    this.#limits = { maxCount, maxBytes, graceMs, now };
  }

  /** The queue is empty. */
  reset(): void {
    this.#aboveSinceMs = null;
  }

  /** To be asked after each change of the queue. */
  isTooMuch(count: number, bytes: number): boolean {
    const { graceMs, now } = this.#limits;
    if (!this.#isAbove(count, bytes, 1)) {
      this.#aboveSinceMs = null;
      return false;
    }
    this.#aboveSinceMs ??= now();
    return this.#isAbove(count, bytes, PEAK) || now() - this.#aboveSinceMs > graceMs;
  }

  /** A single message may be larger than all that may wait otherwise. */
  #isAbove(count: number, bytes: number, times: number): boolean {
    const { maxCount, maxBytes } = this.#limits;
    return count > times * maxCount || (count > 1 && bytes > times * maxBytes);
  }
}
