import { LONGEST_TIMER_MS } from "../../lib/longest-timer.ts";

interface Limit {
  readonly limitMs: number;
  readonly end: (reason: string) => void;
}

interface Watched {
  readonly endsAt: number;
  readonly expire: () => void;
}

/** The time limit of the one transaction that a writer has open. They are short and many, so all share a timer. */
export class TransactionLimit {
  #open: Watched | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #firesAt = 0;

  /**
   * Settles with the work of a transaction, or rejects at the limit, after `end` was told the reason: what the work does afterwards must
   * fail on the ended transaction.
   */
  run<T>({ limitMs, end }: Limit, work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const watched: Watched = {
      endsAt: performance.now() + limitMs,
      expire() {
        const reason = `the transaction was rolled back because it was still open after ${limitMs} ms`;
        end(reason);
        reject(new Error(reason));
      },
    };
    this.#watch(watched);
    work().then(
      (result) => {
        this.#leave(watched);
        resolve(result);
      },
      (error: unknown) => {
        this.#leave(watched);
        reject(error as Error);
      },
    );
    return promise;
  }

  #watch(watched: Watched): void {
    this.#open = watched;
    if (this.#timer !== null && this.#firesAt <= watched.endsAt) this.#timer.ref();
    else this.#fireAt(watched.endsAt);
  }

  /** The timer goes on for the next one, but keeps no process alive. */
  #leave(watched: Watched): void {
    if (this.#open !== watched) return;
    this.#open = null;
    this.#timer?.unref();
  }

  #fireAt(endsAt: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#firesAt = endsAt;
    const leftMs = Math.min(Math.max(0, endsAt - performance.now()), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => this.#fire(), leftMs);
  }

  #fire(): void {
    this.#timer = null;
    const open = this.#open;
    if (open === null) return;
    // Timers may be early by a part of a millisecond.
    if (open.endsAt - performance.now() > 1) return this.#fireAt(open.endsAt);
    this.#open = null;
    open.expire();
  }
}
