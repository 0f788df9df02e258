import {
  REQUEST_BURST,
  REQUEST_BYTE_BURST,
  REQUEST_BYTES_PER_SECOND,
  REQUESTS_PER_SECOND,
} from "../lib/realtime-limits.ts";

/** Slightly below the server's limits, because requests that are sent apart may arrive together. */
const SHARE = 0.9;

/** Keeps a connection's requests within the server's rate limits. */
export class Pace {
  readonly #buckets: readonly [requests: Bucket, bytes: Bucket];

  constructor(nowMs: number) {
    this.#buckets = [
      new Bucket(REQUESTS_PER_SECOND * SHARE, REQUEST_BURST * SHARE, nowMs),
      new Bucket(REQUEST_BYTES_PER_SECOND * SHARE, REQUEST_BYTE_BURST * SHARE, nowMs),
    ];
  }

  /** Counts a request that is sent. */
  spend(nowMs: number, bytes: number): void {
    const [requests, all] = this.#buckets;
    requests.spend(nowMs, 1);
    all.spend(nowMs, bytes);
  }

  /** How long the next request has to wait, in milliseconds; 0 if it may be sent now. */
  waitMs(nowMs: number, bytes: number): number {
    const [requests, all] = this.#buckets;
    return Math.max(requests.waitMs(nowMs, 1), all.waitMs(nowMs, bytes));
  }
}

class Bucket {
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

  spend(nowMs: number, amount: number): void {
    this.#refill(nowMs);
    this.#left -= amount;
  }

  waitMs(nowMs: number, amount: number): number {
    this.#refill(nowMs);
    return this.#left >= amount ? 0 : Math.ceil(((amount - this.#left) / this.#perSecond) * 1000);
  }

  #refill(nowMs: number): void {
    this.#left = Math.min(this.#burst, this.#left + ((nowMs - this.#refilledAtMs) / 1000) * this.#perSecond);
    this.#refilledAtMs = nowMs;
  }
}
