import type { Logger } from "./log.ts";

export interface BackgroundOptions {
  /** So many tasks run at a time. */
  readonly concurrency?: number;
  /** So many may wait for their turn; more are refused. */
  readonly maxWaiting?: number;
  /** How long closing waits for what is under way. */
  readonly closeLimitMs?: number;
}

export interface TaskOptions {
  /** The task waits so long before it takes its turn. */
  readonly delayMs?: number;
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
  #delayed = 0;
  #isClosed = false;
  /** When it has waited long enough. */
  #settledByMs: number | undefined;
  #idle = Promise.withResolvers<void>();

  constructor(log: Logger, { concurrency = 16, maxWaiting = 1000, closeLimitMs = 5000 }: BackgroundOptions = {}) {
    this.#log = log;
    this.#concurrency = concurrency;
    this.#maxWaiting = maxWaiting;
    this.#closeLimitMs = closeLimitMs;
    this.#idle.resolve();
  }

  /** Runs it as soon as there is room. False where too much waits already; then it never runs. */
  run(name: string, work: Work, { delayMs = 0 }: TaskOptions = {}): boolean {
    const waiting = this.#waiting.length + this.#delayed;
    if (this.#isClosed || waiting >= this.#maxWaiting) {
      this.#log.error("too many background tasks are waiting: a task was rejected", { refused: name, waiting });
      return false;
    }
    if (this.#isIdle) this.#idle = Promise.withResolvers<void>();
    if (delayMs > 0) {
      this.#delayed += 1;
      setTimeout(() => {
        this.#delayed -= 1;
        this.#waiting.push({ name, work });
        this.#startNext();
      }, delayMs);
    } else {
      this.#waiting.push({ name, work });
      this.#startNext();
    }
    return true;
  }

  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void> {
    return this.#idle.promise;
  }

  /**
   * Resolves when nothing runs and nothing waits, or when closing would wait no longer. Before hooks end, so that mails which are
   * about to be sent have theirs. Closing waits for what is left of its limit then.
   */
  async settle(): Promise<void> {
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    this.#settledByMs ??= performance.now() + this.#closeLimitMs;
    const timer = setTimeout(resolve, Math.max(0, this.#settledByMs - performance.now()));
    await Promise.race([this.#idle.promise, tooLong]);
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.settle();
    this.#waiting.length = 0;
  }

  #startNext(): void {
    while (this.#running < this.#concurrency) {
      const task = this.#waiting.shift();
      if (task === undefined) break;
      this.#running += 1;
      void this.#perform(task.name, task.work);
    }
    if (this.#isIdle) this.#idle.resolve();
  }

  get #isIdle(): boolean {
    return this.#running + this.#waiting.length + this.#delayed === 0;
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
