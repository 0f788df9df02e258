interface Waiter {
  readonly id: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Who waits until a batch has been passed on. */
export class BatchWaiters {
  #waiting: Waiter[] = [];

  wait(id: number): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ id, resolve, reject }));
  }

  /** All up to that one were passed on. */
  passed(id: number): void {
    if (this.#waiting.length === 0) return;
    const reached = this.#waiting.filter((waiter) => waiter.id <= id);
    this.#waiting = this.#waiting.filter((waiter) => waiter.id > id);
    for (const { resolve } of reached) resolve();
  }

  fail(reason: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
