/** Work that is done later, unless all of it is cancelled. */
export class Timers {
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  later(delayMs: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, delayMs);
    this.#timers.add(timer);
  }

  cancel(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
