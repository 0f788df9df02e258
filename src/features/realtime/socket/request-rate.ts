/** A token bucket: `perSecond` requests on average, `burst` at once. */
export class RequestRate {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #refilledAtMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#refilledAtMs = nowMs;
  }

  /** Takes one request out of the bucket, even where none is left: how far below zero it is tells how much too many came. */
  take(nowMs: number): number {
    const refill = ((nowMs - this.#refilledAtMs) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#burst, this.#left + refill) - 1;
    this.#refilledAtMs = nowMs;
    return this.#left;
  }
}
