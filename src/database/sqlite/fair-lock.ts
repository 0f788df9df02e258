import { DatabaseOverloadedError } from "../engine.ts";

interface Waiter {
  readonly take: () => void;
  readonly abandon: (reason: unknown) => void;
}

/** A lock whose waiters get it in the order in which they asked. The queue is bounded. */
export class FairLock {
  readonly #maxWaiting: number;
  readonly #waiting = new Set<Waiter>();
  #isHeld = false;

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** How many wait for it. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** True when the lock was free; otherwise wait with `acquire`. */
  tryAcquire(): boolean {
    if (this.#isHeld) return false;
    this.#isHeld = true;
    return true;
  }

  /**
   * Resolves once the caller holds the lock. With `watch`, which is called at that interval, it rejects with what `watch`
   * returns and leaves the queue.
   */
  async acquire(watch?: { everyMs: number; check: () => Error | null }): Promise<void> {
    if (this.tryAcquire()) return;
    if (this.#waiting.size >= this.#maxWaiting) {
      throw new DatabaseOverloadedError("too many writes are waiting for the database");
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { take: resolve, abandon: reject };
    this.#waiting.add(waiter);
    if (watch === undefined) return promise;
    const timer = setInterval(() => {
      const error = watch.check();
      if (error !== null && this.#waiting.delete(waiter)) waiter.abandon(error);
    }, watch.everyMs);
    try {
      await promise;
    } finally {
      clearInterval(timer);
    }
  }

  /** Hands the lock to the one that has waited longest: it never is free in between. */
  release(): void {
    for (const waiter of this.#waiting) {
      this.#waiting.delete(waiter);
      waiter.take();
      return;
    }
    this.#isHeld = false;
  }
}
