type Callback = (reason: unknown) => Promise<void> | void;

/** What is to be called once a transaction has ended, on every engine. */
export class TransactionCallbacks {
  readonly #callbacks: { readonly when: "commit" | "rollback"; readonly work: Callback }[] = [];

  add(when: "commit" | "rollback", work: Callback): void {
    this.#callbacks.push({ when, work });
  }

  /**
   * One after the other in the order of registration. `reason` is what the transaction was rolled back for; null: it was committed.
   * `onError` gets what a failing one throws; the others still run.
   */
  async run(reason: unknown, onError: (error: unknown) => void): Promise<void> {
    const when = reason === null ? "commit" : "rollback";
    for (const callback of this.#callbacks) {
      if (callback.when !== when) continue;
      try {
        const working = callback.work(reason);
        if (working instanceof Promise) await working;
      } catch (error) {
        onError(error);
      }
    }
  }
}
