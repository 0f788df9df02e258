/** A lock whose waiters get it in the order in which they asked. */
export class FairLock {
  readonly #waiting: (() => void)[] = [];
  #held = false;

  /** Resolves to the function that gives the lock on. */
  async acquire(): Promise<() => void> {
    if (this.#held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#held = true;
    return () => this.#release();
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#held = false;
    else next();
  }
}
