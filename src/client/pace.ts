import { REQUEST_BURST, REQUESTS_PER_SECOND } from "../lib/realtime-limits.ts";

/** Somewhat below what the server allows, as requests that were sent apart may arrive together. */
const PER_SECOND = REQUESTS_PER_SECOND * 0.9;
const BURST = REQUEST_BURST * 0.9;

/** Keeps a connection's requests within the server's rate. */
export class Pace {
  #left = BURST;
  #refilledAtMs: number;

  constructor(nowMs: number) {
    this.#refilledAtMs = nowMs;
  }

  /** Counts a request that is sent. */
  spend(nowMs: number): void {
    this.#refill(nowMs);
    this.#left -= 1;
  }

  /** How long the next request has to wait; 0 when it may be sent. */
  waitMs(nowMs: number): number {
    this.#refill(nowMs);
    return this.#left >= 1 ? 0 : Math.ceil(((1 - this.#left) / PER_SECOND) * 1000);
  }

  #refill(nowMs: number): void {
    this.#left = Math.min(BURST, this.#left + ((nowMs - this.#refilledAtMs) / 1000) * PER_SECOND);
    this.#refilledAtMs = nowMs;
  }
}
