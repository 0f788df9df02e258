export interface GateOptions {
  /** So much work goes on at a time under one key. */
  readonly maxRunning: number;
  /** So much more may wait under the key; what comes then is refused. */
  readonly maxWaiting: number;
}

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Limits how much work of one key goes on at a time; the rest waits in order. Bun sends 256 HTTP requests at once: a server that
 * doesn't answer must not take all of them.
 */
export class KeyedGate {
  readonly #options: GateOptions;
  readonly #queues = new Map<string, Queue>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Rejects where too much waits, and where the signal ends the wait. Work that has begun has to heed the signal itself. */
  async run<Result>(key: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    signal.throwIfAborted();
    const queue = this.#queues.get(key) ?? { running: 0, waiting: [] };
    this.#queues.set(key, queue);
    if (queue.running >= this.#options.maxRunning) await this.#turnOf(queue, { key, signal });
    else queue.running += 1;
    try {
      return await work();
    } finally {
      this.#leave(key, queue);
    }
  }

  async #turnOf({ waiting }: Queue, { key, signal }: { key: string; signal: AbortSignal }): Promise<void> {
    const { maxRunning, maxWaiting } = this.#options;
    if (waiting.length >= maxWaiting) {
      throw new Error(`${key} is busy: ${maxRunning} requests are running and ${maxWaiting} more are waiting`);
    }
    const turn = Promise.withResolvers<void>();
    waiting.push(turn.resolve);
    const onAbort = (): void => {
      const index = waiting.indexOf(turn.resolve);
      if (index < 0) return;
      waiting.splice(index, 1);
      turn.reject(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await turn.promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** The next one takes over the place. */
  #leave(key: string, queue: Queue): void {
    const next = queue.waiting.shift();
    if (next !== undefined) return next();
    queue.running -= 1;
    if (queue.running === 0) this.#queues.delete(key);
  }
}
