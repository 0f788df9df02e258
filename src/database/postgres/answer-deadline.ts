import { LONGEST_TIMER_MS } from "../../lib/longest-timer.ts";

/** The server ends a statement at its limit and says so. So long after it nobody waits on: the server or the way to it is dead. */
const GRACE_MS = 1_000;
/** An event loop that stood still may have the answer waiting, so that a deadline that passed meanwhile gets one more look. */
const SECOND_LOOK_MS = 100;

/**
 * Finds out that a connection has fallen silent, which TCP alone notices after many minutes. One timer serves all statements of a
 * connection: it is set where none is, and looks when it fires whether it was needed.
 */
export class AnswerDeadline implements Disposable {
  readonly #onSilence: () => void;
  #limitMs: number;
  #waiting = 0;
  #dueMs = 0;
  #firesMs = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(limitMs: number, onSilence: () => void) {
    this.#limitMs = limitMs;
    this.#onSilence = onSilence;
  }

  /** For what waits and what follows. */
  limit(limitMs: number): void {
    this.#limitMs = limitMs;
    this.#extend();
    if (this.#waiting > 0) this.#look(this.#dueMs, false);
  }

  asked(): void {
    this.#waiting += 1;
    // Behind another statement it has its time from the other one's answer on.
    if (this.#waiting === 1) this.#extend();
    if (this.#timer === null || this.#firesMs > this.#dueMs) this.#look(this.#dueMs, false);
  }

  answered(): void {
    this.#waiting -= 1;
    this.#extend();
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #extend(): void {
    this.#dueMs = performance.now() + this.#limitMs + GRACE_MS;
  }

  #look(atMs: number, isSecond: boolean): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const nowMs = performance.now();
    const waitMs = Math.min(Math.max(atMs - nowMs, SECOND_LOOK_MS), LONGEST_TIMER_MS);
    this.#firesMs = nowMs + waitMs;
    this.#timer = setTimeout(() => this.#check(isSecond), waitMs);
    this.#timer.unref();
  }

  #check(isSecond: boolean): void {
    this.#timer = null;
    if (this.#waiting === 0) return;
    const isOverdue = performance.now() >= this.#dueMs;
    if (!isOverdue) this.#look(this.#dueMs, false);
    else if (isSecond) this.#onSilence();
    else this.#look(this.#dueMs, true);
  }
}
