import type { Sequenced } from "./event-link.ts";

/** A second call that soon would find little: what came meanwhile is given its place together. */
const LEAST_PAUSE_MS = 5;
const MOST_PAUSE_MS = 100;
/** Sequencing is to take a tenth of the time. */
const PAUSE_PER_CALL = 10;

/** Calls the sequencer after commits: at once where it is idle, else a little later for several together. */
export class SequencerCalls implements Disposable {
  readonly #call: () => Promise<Sequenced>;
  #soon: NodeJS.Timeout | null = null;
  /** Calls that have not returned. */
  #running = 0;
  /** Something was committed after the last call was made. */
  #isWanted = false;
  #pausedUntil = 0;
  #isClosed = false;

  constructor(call: () => Promise<Sequenced>) {
    this.#call = call;
  }

  /** Something was committed: it is given its place soon. */
  committed(): void {
    if (this.#running > 0) this.#isWanted = true;
    if (this.#running > 0 || this.#soon !== null || this.#isClosed) return;
    const waitMs = this.#pausedUntil - performance.now();
    if (waitMs <= 0) return this.start();
    this.#soon = setTimeout(() => {
      this.#soon = null;
      this.start();
    }, waitMs);
  }

  /** Where it fails, the next look is soon. */
  start(): void {
    this.now().catch(() => undefined);
  }

  async now(): Promise<Sequenced> {
    const startedMs = performance.now();
    this.#running += 1;
    this.#isWanted = false;
    try {
      const state = await this.#call();
      this.#isWanted ||= state.isFull;
      return state;
    } finally {
      this.#running -= 1;
      const pauseMs = Math.min(MOST_PAUSE_MS, (performance.now() - startedMs) * PAUSE_PER_CALL);
      this.#pausedUntil = startedMs + Math.max(LEAST_PAUSE_MS, pauseMs);
      if (this.#isWanted && this.#running === 0) this.committed();
    }
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    if (this.#soon !== null) clearTimeout(this.#soon);
  }
}
