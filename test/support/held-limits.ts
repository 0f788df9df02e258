import { spyOn } from "bun:test";

/** Timers of at least that are held: no other timer is so long. */
export const HELD_MS = 1_000_000;

/** Has long timers end when a test says so, and not before, however slow the machine is. */
export class HeldLimits implements Disposable {
  readonly #held = new Map<unknown, () => void>();
  readonly #spies: Disposable[];

  constructor() {
    const { setTimeout, clearTimeout } = globalThis;
    const begin = (run: () => void, ms?: number): unknown => {
      const timer = setTimeout(run, ms);
      if (ms !== undefined && ms >= HELD_MS) this.#held.set(timer, run);
      return timer;
    };
    const end = (timer?: Timer): void => {
      this.#held.delete(timer);
      clearTimeout(timer);
    };
    this.#spies = [
      spyOn(globalThis, "setTimeout").mockImplementation(begin as typeof setTimeout),
      spyOn(globalThis, "clearTimeout").mockImplementation(end as typeof clearTimeout),
    ];
  }

  /** Ends the limit of what hangs, once it is the only one: all else is done. */
  async endLast(): Promise<void> {
    while (this.#held.size !== 1) await new Promise(setImmediate);
    for (const [timer, run] of this.#held) {
      clearTimeout(timer as Timer);
      run();
    }
  }

  [Symbol.dispose](): void {
    for (const spy of this.#spies) spy[Symbol.dispose]();
  }
}
