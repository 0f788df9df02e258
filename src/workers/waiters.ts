/** Waits for what others tell by calling `check`. */
export class Waiters {
  readonly #checks = new Set<() => void>();

  /** To be called when something has changed. */
  check(): void {
    for (const check of this.#checks) check();
  }

  /** Resolves once it is so, or after the limit. */
  async until(limitMs: number, isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = (): void => {
      if (isSo()) resolve();
    };
    const timer = setTimeout(resolve, limitMs);
    this.#checks.add(check);
    await promise;
    this.#checks.delete(check);
    clearTimeout(timer);
  }
}
