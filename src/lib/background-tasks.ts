import type { Logger } from "./log.ts";

export interface BackgroundOptions {
  /** So many tasks run at a time. */
  readonly concurrency?: number;
  /** So many may wait for their turn; more are refused. */
  readonly maxWaiting?: number;
  /** How long closing waits for what is under way. */
  readonly closeLimitMs?: number;
}

type Work = () => Promise<void>;

/** Work that nobody waits for, such as sending mails. Failures are logged. */
export class BackgroundTasks implements AsyncDisposable {
  readonly #log: Logger;
  readonly #concurrency: number;
  readonly #maxWaiting: number;
  readonly #closeLimitMs: number;
  readonly #waiting: { name: string; work: Work }[] = [];
  #running = 0;
  #isClosed = false;
  #idle = Promise.withResolvers<void>();

  constructor(log: Logger, { concurrency = 16, maxWaiting = 1000, closeLimitMs = 5000 }: BackgroundOptions = {}) {
    this.#log = log;
    this.#concurrency = concurrency;
    this.#maxWaiting = maxWaiting;
    this.#closeLimitMs = closeLimitMs;
    this.#idle.resolve();
  }

  /** Runs it as soon as there is room. False where too much waits already; then it never runs. */
  run(name: string, work: Work): boolean {
    if (this.#isClosed || this.#waiting.length >= this.#maxWaiting) {
      this.#log.error("too much work in the background", { refused: name, waiting: this.#waiting.length });
      return false;
    }
    if (this.#running === 0 && this.#waiting.length === 0) this.#idle = Promise.withResolvers<void>();
    this.#waiting.push({ name, work });
    this.#startNext();
    return true;
  }

  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void> {
    return this.#idle.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#closeLimitMs);
    await Promise.race([this.#idle.promise, tooLong]);
    clearTimeout(timer);
    this.#waiting.length = 0;
  }

  #startNext(): void {
    while (this.#running < this.#concurrency) {
      const task = this.#waiting.shift();
      if (task === undefined) break;
      this.#running += 1;
      void this.#perform(task.name, task.work);
    }
    if (this.#running === 0 && this.#waiting.length === 0) this.#idle.resolve();
  }

  async #perform(name: string, work: Work): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log.error(`failed to ${name}`, { error: String(error) });
    }
    this.#running -= 1;
    this.#startNext();
  }
}
