import type { Sequenced } from "./event-link.ts";

/** A second call that soon would find little: what came meanwhile is given its place together. */
const LEAST_PAUSE_MS = 5;
/** Longer pauses save little, and who waits for a change sees them. */
const MOST_PAUSE_MS = 20;
/** Sequencing is to take a quarter of the time at most. */
const PAUSE_PER_CALL = 4;

/** Calls the sequencer, one call after the other: at once where it is idle, and after commits a little later for several together. */
export class SequencerCalls implements Disposable {
  readonly #call: () => Promise<Sequenced>;
  #current: Promise<Sequenced> | null = null;
  /** What will be made when the current one has returned. */
  #next: Promise<Sequenced> | null = null;
  #soon: NodeJS.Timeout | null = null;
  /** Something was committed after the current call was made. */
  #isWanted = false;
  #pausedUntil = 0;
  #isClosed = false;

  constructor(call: () => Promise<Sequenced>) {
    this.#call = call;
  }

  /** Something was committed: it is given its place soon. */
  committed(): void {
    this.#isWanted = true;
    if (this.#current !== null || this.#soon !== null || this.#isClosed) return;
    const waitMs = this.#pausedUntil - performance.now();
    if (waitMs <= 0) return this.start();
    this.#soon = setTimeout(() => {
      this.#soon = null;
      if (this.#isWanted) this.start();
    }, waitMs);
  }

  /** Where it fails, the next look is soon. */
  start(): void {
    this.now().catch(() => undefined);
  }

  /** A call that is made from now on, which all share that wait for one. */
  now(): Promise<Sequenced> {
    if (this.#current === null) return this.#make();
    const again = (): Promise<Sequenced> => {
      this.#next = null;
      return this.#make();
    };
    this.#next ??= this.#current.then(again, again);
    return this.#next;
  }

  /** A call that was made after the last commit of this server. */
  afterCommits(): Promise<Sequenced> {
    return this.#current !== null && !this.#isWanted ? this.#current : this.now();
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    if (this.#soon !== null) clearTimeout(this.#soon);
  }

  #make(): Promise<Sequenced> {
    this.#isWanted = false;
    this.#current = this.#timed().finally(() => {
      this.#current = null;
      if (this.#isWanted && this.#next === null) this.committed();
    });
    return this.#current;
  }

  async #timed(): Promise<Sequenced> {
    const startedMs = performance.now();
    try {
      const state = await this.#call();
      this.#isWanted ||= state.isFull;
      return state;
    } finally {
      const pauseMs = Math.min(MOST_PAUSE_MS, (performance.now() - startedMs) * PAUSE_PER_CALL);
      this.#pausedUntil = startedMs + Math.max(LEAST_PAUSE_MS, pauseMs);
    }
  }
}
