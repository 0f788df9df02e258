import type { Turns } from "./time-slicer.ts";

/** A request waits for it at most. */
const MAX_STRETCH_MS = 8;

/**
 * For work that others wait for until its end, such as that of a transaction: between two pauses it goes on for as long as the last one
 * took. So it gets half of the time of a busy event loop, where in slices of a fixed length it would hold others up the longer, the more
 * there are.
 */
export class Pace {
  readonly #turns: Turns;
  readonly #now: () => number;
  #goesOnUntilMs = Number.NEGATIVE_INFINITY;

  constructor(turns: Turns, now = (): number => performance.now()) {
    this.#turns = turns;
    this.#now = now;
  }

  /** To be called between two steps; null where the work may go on. */
  pause(): Promise<void> | null {
    return this.#now() < this.#goesOnUntilMs ? null : this.#pause();
  }

  async #pause(): Promise<void> {
    const beganMs = this.#now();
    await this.#turns.pause();
    const nowMs = this.#now();
    this.#goesOnUntilMs = nowMs + Math.min(MAX_STRETCH_MS, nowMs - beganMs);
  }
}
