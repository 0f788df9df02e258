import { LOWER_ALPHANUMERIC, randomText } from "./random-text.ts";

const COUNTER_LENGTH = 3;
const COUNTER_END = 36 ** COUNTER_LENGTH;

/**
 * Makes ids of 15 letters and digits that sort as they were made: an index over them grows at its end, where random ones change a
 * page of it each.
 */
export class TimeOrderedIds {
  /** Tells ids of different processes apart. */
  readonly #suffix = randomText(4, LOWER_ALPHANUMERIC);
  #counter = 0;
  #lastMs = Number.NaN;
  #time = "";

  next(nowMs: number): string {
    this.#counter = (this.#counter + 1) % COUNTER_END;
    if (nowMs !== this.#lastMs) {
      this.#lastMs = nowMs;
      this.#time = nowMs.toString(36).padStart(8, "0");
    }
    return this.#time + this.#counter.toString(36).padStart(COUNTER_LENGTH, "0") + this.#suffix;
  }
}
