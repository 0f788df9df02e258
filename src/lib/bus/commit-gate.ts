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

  /** Calls `pass` at once, or when what was committed before has passed. */
  enter(order: CommitOrder, pass: () => void): void {
    if (this.#mayPass(order)) {
      pass();
      this.#advance(order);
      return;
    }
    const held: Held = { order, pass, timer: setTimeout(() => this.#release(held), MAX_WAIT_MS) };
    const waiting = this.#held.get(order.cell);
    if (waiting === undefined) this.#held.set(order.cell, [held]);
    else waiting.push(held);
  }

  /** For when commits are numbered anew: passes on all that waits. */
  clear(): void {
    for (const held of [...this.#held.values()].flat()) this.#release(held);
    this.#passed.clear();
  }

  #mayPass({ cell, previous }: CommitOrder): boolean {
    const passed = this.#passed.get(cell);
    return previous === 0 || (passed !== undefined && !isBefore(passed, previous));
  }

  #release(held: Held): void {
    clearTimeout(held.timer);
    const { cell } = held.order;
    const left = (this.#held.get(cell) ?? []).filter((other) => other !== held);
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
