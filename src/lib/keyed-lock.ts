/** Lets those that ask for the same key go one after another, in the order in which they asked. */
export class KeyedLock {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Resolves when all earlier holders of the key have let go, or after `maxWaitMs`: a holder that waits for this one in turn must
   * not stop both for good. Disposing lets the next one go.
   */
  async hold(key: string, maxWaitMs: number): Promise<Disposable> {
    const before = this.#last.get(key);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const mine = before === undefined ? released : Promise.all([before, released]).then(() => undefined);
    this.#last.set(key, mine);
    if (before !== undefined) await within(before, maxWaitMs);
    return {
      [Symbol.dispose]: () => {
        if (this.#last.get(key) === mine) this.#last.delete(key);
        release();
      },
    };
  }
}

async function within(promise: Promise<void>, limitMs: number): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, limitMs);
  await Promise.race([promise, over]);
  clearTimeout(timer);
}
