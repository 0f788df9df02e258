import type { CommitOrder } from "../bus.ts";

interface Held {
  readonly order: CommitOrder;
  readonly pass: () => void;
  readonly timer: Timer;
}

/** So long an entry waits for the one before it, which may never come: hooks may keep a change to themselves. */
const MAX_WAIT_MS = 200;

/**
 * Brings what instances tell of their commits into the order of the commits. An instance may be held up between its commit and
 * its message, while another one commits and tells first.
 */
export class CommitGate {
  /** The last commits that were passed on, by cell. */
  readonly #passed = new Map<number, number>();
  readonly #held = new Map<number, Held[]>();
  /** The first commit that anything was told of. */
  #first: number | null = null;
  /** Whether the first one can't change any more, since what comes later is waited for no longer. */
  #isFirstSure = false;
  #firstTimer: Timer | null = null;
  readonly #firstWaitMs: number;

  /** `firstWaitMs`: how long the first entries may come late. A single process has nothing on its way. */
  constructor({ firstWaitMs = MAX_WAIT_MS } = {}) {
    this.#firstWaitMs = firstWaitMs;
  }

  /** Calls `pass` at once, or when what was committed before has passed. */
  enter(order: CommitOrder, pass: () => void): void {
    this.#noteFirst(order);
    if (this.#mayPass(order)) {
      pass();
      this.#advance(order);
      return;
    }
    const held: Held = { order, pass, timer: setTimeout(() => this.#expire(held), MAX_WAIT_MS) };
    const waiting = this.#held.get(order.cell);
    if (waiting === undefined) this.#held.set(order.cell, [held]);
    else waiting.push(held);
  }

  /** For when commits are numbered anew: passes on all that waits. */
  clear(): void {
    for (const held of [...this.#held.values()].flat()) this.#expire(held);
    this.#passed.clear();
    if (this.#firstTimer !== null) clearTimeout(this.#firstTimer);
    this.#firstTimer = null;
    this.#first = null;
    this.#isFirstSure = false;
  }

  #noteFirst({ commit }: CommitOrder): void {
    if (this.#isFirstSure || commit === 0) return;
    if (this.#first === null || isBefore(commit, this.#first)) this.#first = commit;
    if (this.#firstWaitMs === 0) this.#isFirstSure = true;
    else this.#firstTimer ??= setTimeout(() => (this.#isFirstSure = true), this.#firstWaitMs).unref();
  }

  #mayPass({ cell, previous }: CommitOrder): boolean {
    const passed = this.#passed.get(cell);
    if (previous === 0) return true;
    return passed === undefined ? this.#isUntold(previous) : !isBefore(passed, previous);
  }

  /** Nothing is told of what was committed before the server had its first realtime client. */
  #isUntold(commit: number): boolean {
    return this.#isFirstSure && this.#first !== null && isBefore(commit, this.#first);
  }

  /** Passes on what has waited for long enough, behind what was committed before it and came later. */
  #expire({ order }: Held): void {
    const due = (this.#held.get(order.cell) ?? []).filter((other) => !isBefore(order.commit, other.order.commit));
    for (const held of due.toSorted((a, b) => (a.order.commit - b.order.commit) | 0)) this.#release(held);
  }

  #release(held: Held): void {
    const { cell } = held.order;
    const waiting = this.#held.get(cell) ?? [];
    // It may have passed with the one before it.
    if (!waiting.includes(held)) return;
    clearTimeout(held.timer);
    const left = waiting.filter((other) => other !== held);
    if (left.length > 0) this.#held.set(cell, left);
    else this.#held.delete(cell);
    held.pass();
    this.#advance(held.order);
  }

  #advance({ cell, commit, isLast }: CommitOrder): void {
    // What another instance has committed behind it must not come between two of one commit.
    if (!isLast) return;
    const passed = this.#passed.get(cell);
    if (passed === undefined || isBefore(passed, commit)) this.#passed.set(cell, commit);
    const next = this.#held.get(cell)?.find(({ order }) => this.#mayPass(order));
    if (next !== undefined) this.#release(next);
  }
}

/** Numbers have 32 bits and begin anew at 0. */
function isBefore(one: number, other: number): boolean {
  return ((one - other) | 0) < 0;
}
