// Whose turn it is to write, among the workers of a server.
//
// `write-queue.ts` uses it around the transactions of a process. SQLite's lock decides; the turn only keeps workers from asking for it in
// vain, and tells the next one at once that it is free. So a worker that waits gathers writes meanwhile, which then share a commit, and a
// worker with more to write keeps its turn for a slice: each change of hands makes SQLite read its pages anew.
// Must stay true: a turn whose holder was killed, or does not come, holds up nobody for longer than `PATIENCE_MS`, and then once.
import { TurnBell } from "./turn-bell.ts";
import { FIRST_WAITER, LAST_WAITER, MAX_WAITERS, TURN, type VersionPage } from "./version-page.ts";

/** How long a worker may go on while others wait. */
const SLICE_MS = 3;
/** After it SQLite's lock is asked for without a turn. */
const PATIENCE_MS = 50;
const NOBODY = 0;

export interface TurnOptions {
  readonly page: VersionPage;
  /** The file of the page. */
  readonly versionFile: string;
  /** Counts from 1. */
  readonly number: number;
  readonly sliceMs?: number;
  readonly patienceMs?: number;
}

export class WriteTurn {
  readonly #page: VersionPage;
  readonly #own: number;
  readonly #bell: TurnBell;
  readonly #sliceMs: number;
  readonly #patienceMs: number;
  #startedAt = 0;
  #wake: (() => void) | null = null;

  private constructor(options: TurnOptions) {
    const { page, versionFile, number, sliceMs = SLICE_MS, patienceMs = PATIENCE_MS } = options;
    this.#page = page;
    this.#own = number;
    this.#sliceMs = sliceMs;
    this.#patienceMs = patienceMs;
    this.#bell = new TurnBell({
      path: versionFile,
      number,
      onRing: () => this.#wake?.(),
      onGone: (gone) => this.#skip(gone),
    });
    // What a worker of this number left that was killed.
    page.set(FIRST_WAITER + number, 0);
    page.replace(TURN, number, NOBODY);
    page.raise(LAST_WAITER, number);
  }

  /** Null where the worker's number is so high that the page has no place for it: then SQLite's lock has to do. */
  static open(options: TurnOptions): WriteTurn | null {
    return options.number < MAX_WAITERS ? new WriteTurn(options) : null;
  }

  /** Has `takeLock` take SQLite's lock when it is this worker's turn. */
  async begin(takeLock: () => Promise<unknown>): Promise<void> {
    const waiting = this.wait();
    if (waiting !== null) await waiting;
    try {
      await takeLock();
      this.take();
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /**
   * Resolves when it is this worker's turn, or when it has waited so long that it should ask for the lock anyway. Null where it is its
   * turn already.
   */
  wait(): Promise<void> | null {
    if (this.#page.at(TURN) === this.#own) return null;
    this.#startedAt = performance.now();
    return this.#takeFree() ? null : this.pause(this.#patienceMs);
  }

  /** Resolves when it is this worker's turn, or after that time. */
  async pause(limitMs: number): Promise<void> {
    this.#page.set(FIRST_WAITER + this.#own, 1);
    // It may have become free before this worker was known to wait.
    if (this.#takeFree()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, limitMs);
    // A ring may come late, for a turn that was taken without it.
    this.#wake = () => {
      if (this.#page.at(TURN) === this.#own || this.#takeFree()) resolve();
    };
    await promise;
    this.#wake = null;
    clearTimeout(timer);
    this.#startedAt = performance.now();
  }

  /** To be called with SQLite's lock. */
  take(): void {
    if (this.#page.at(TURN) !== this.#own) this.#page.set(TURN, this.#own);
    this.#page.set(FIRST_WAITER + this.#own, 0);
  }

  /** To be called where the lock was not to be had. */
  abandon(): void {
    this.#page.set(FIRST_WAITER + this.#own, 0);
    this.end(false);
  }

  /** To be called without it. */
  end(hasMore: boolean): void {
    const page = this.#page;
    if (page.at(TURN) !== this.#own) return;
    if (hasMore && performance.now() - this.#startedAt < this.#sliceMs) return;
    let next = this.#nextWaiter();
    if (next === NOBODY && hasMore) {
      this.#startedAt = performance.now();
      return;
    }
    page.set(TURN, next);
    // Who began to wait in between saw the turn taken.
    if (next === NOBODY) {
      next = this.#nextWaiter();
      if (next === NOBODY || !page.replace(TURN, NOBODY, next)) return;
    }
    this.#bell.ring(next);
  }

  close(): void {
    this.end(false);
    this.#bell.close();
  }

  #takeFree(): boolean {
    return this.#page.replace(TURN, NOBODY, this.#own);
  }

  /** A worker that is gone is not waited for. */
  #skip(gone: number): void {
    const page = this.#page;
    page.set(FIRST_WAITER + gone, 0);
    if (page.at(TURN) !== gone) return;
    const next = this.#nextWaiter() || (page.at(FIRST_WAITER + this.#own) === 1 ? this.#own : NOBODY);
    if (!page.replace(TURN, gone, next)) return;
    if (next === this.#own) this.#wake?.();
    else if (next !== NOBODY) this.#bell.ring(next);
  }

  /** In a circle, so that each gets its turn. */
  #nextWaiter(): number {
    const page = this.#page;
    const last = page.at(LAST_WAITER);
    for (let step = 1; step <= last; step++) {
      const number = ((this.#own - 1 + step) % last) + 1;
      if (number !== this.#own && page.at(FIRST_WAITER + number) === 1) return number;
    }
    return NOBODY;
  }
}
