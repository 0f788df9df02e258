export interface RateLimits {
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  readonly bytesPerSecond: number;
  readonly byteBurst: number;
}

/** Two token buckets, of requests and of their bytes: so much on average, and a burst at once. */
export class RequestRate {
  readonly #limits: RateLimits;
  #requestsLeft: number;
  #bytesLeft: number;
  #refilledAtMs: number;

  constructor(limits: RateLimits, nowMs: number) {
    this.#limits = limits;
    this.#requestsLeft = limits.requestBurst;
    this.#bytesLeft = limits.byteBurst;
    this.#refilledAtMs = nowMs;
  }

  /**
   * Takes one request out of the buckets, even where they are empty: how far below zero the emptier one is, in requests, tells how
   * many too many came.
   */
  take(nowMs: number, bytes: number): number {
    const { requestsPerSecond, requestBurst, bytesPerSecond, byteBurst } = this.#limits;
    const seconds = (nowMs - this.#refilledAtMs) / 1000;
    this.#requestsLeft = Math.min(requestBurst, this.#requestsLeft + seconds * requestsPerSecond) - 1;
    this.#bytesLeft = Math.min(byteBurst, this.#bytesLeft + seconds * bytesPerSecond) - bytes;
    this.#refilledAtMs = nowMs;
    return Math.min(this.#requestsLeft, (this.#bytesLeft / byteBurst) * requestBurst);
  }
}
