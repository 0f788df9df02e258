import { availableParallelism } from "node:os";
import { DatabaseOverloadedError } from "../engine.ts";
import { queryTimeout } from "./query-deadline.ts";
import { ThreadHandle } from "./thread-handle.ts";
import type { ThreadRequest, ThreadResult, ThreadSettings } from "./thread-protocol.ts";

export interface ReaderThreadsOptions extends ThreadSettings {
  readonly maxThreads: number;
  readonly maxQueued: number;
  /** An idle thread ends after that time. */
  readonly idleMs: number;
  /** How much longer than its limit a statement may run until its thread is given up. */
  readonly graceMs: number;
  /** JavaScript text of the threads' program. */
  readonly loadSource: () => Promise<string>;
}

interface Job {
  readonly request: ThreadRequest;
  readonly endsAt: number;
  readonly outcome: PromiseWithResolvers<ThreadResult>;
  thread: ThreadHandle | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** At least two, so that one client's long query does not hold up all others. */
export function defaultThreadCount(): number {
  return Math.min(4, Math.max(2, availableParallelism()));
}

/**
 * A small pool of threads for statements that take long. Threads start when needed. A statement that does not look at the clock
 * runs on after its limit: its caller gets the error all the same, and the thread is given up, yet counts until it really ended.
 */
export class ReaderThreads {
  readonly #options: ReaderThreadsOptions;
  readonly #queue = new Set<Job>();
  readonly #running = new Set<Job>();
  readonly #idle = new Map<ThreadHandle, ReturnType<typeof setTimeout>>();
  readonly #all = new Set<ThreadHandle>();
  readonly #givenUp = new Set<ThreadHandle>();
  #source: string | null = null;
  #isClosed = false;

  constructor(options: ReaderThreadsOptions) {
    this.#options = options;
  }

  get threadCount(): number {
    return this.#all.size;
  }

  async run(request: ThreadRequest): Promise<ThreadResult> {
    if (this.#source === null) await this.#load();
    if (this.#isClosed) throw new Error("the database is closed");
    if (this.#queue.size >= this.#options.maxQueued) {
      throw new DatabaseOverloadedError("too many long queries are waiting for the database");
    }
    const job: Job = {
      request,
      endsAt: performance.now() + request.limitMs,
      outcome: Promise.withResolvers(),
      thread: null,
      timer: undefined,
    };
    if (Number.isFinite(request.limitMs)) job.timer = setTimeout(() => this.#expire(job), request.limitMs);
    this.#queue.add(job);
    this.#startNext();
    return job.outcome.promise;
  }

  /** Waits for running queries at most that long, then ends all threads. */
  async close(waitMs: number): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#queue) this.#settle(job, () => job.outcome.reject(new Error("the database is closed")));
    const running = Promise.allSettled([...this.#running].map((job) => job.outcome.promise));
    await Promise.race([running, Bun.sleep(waitMs)]);
    for (const timer of this.#idle.values()) clearTimeout(timer);
    for (const thread of this.#all) thread.terminate();
  }

  async #load(): Promise<void> {
    this.#source ??= await this.#options.loadSource();
  }

  #startNext(): void {
    for (const job of this.#queue) {
      const thread = this.#takeIdle() ?? this.#startThread();
      if (thread === null) return;
      this.#queue.delete(job);
      this.#running.add(job);
      job.thread = thread;
      void this.#finish(job, thread);
    }
  }

  async #finish(job: Job, thread: ThreadHandle): Promise<void> {
    try {
      const result = await thread.run({ ...job.request, limitMs: job.endsAt - performance.now() });
      this.#settle(job, () => job.outcome.resolve(result));
    } catch (error) {
      this.#settle(job, () => job.outcome.reject(error));
    }
    if (this.#all.has(thread) && !this.#givenUp.has(thread)) this.#rest(thread);
    this.#startNext();
  }

  #expire(job: Job): void {
    if (job.thread === null) {
      this.#settle(job, () => job.outcome.reject(queryTimeout()));
      return;
    }
    job.timer = setTimeout(() => {
      this.#settle(job, () => job.outcome.reject(queryTimeout()));
      if (job.thread !== null) this.#giveUp(job.thread);
      this.#startNext();
    }, this.#options.graceMs);
  }

  #settle(job: Job, report: () => void): void {
    clearTimeout(job.timer);
    this.#queue.delete(job);
    this.#running.delete(job);
    report();
  }

  #takeIdle(): ThreadHandle | null {
    for (const [thread, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(thread);
      return thread;
    }
    return null;
  }

  #startThread(): ThreadHandle | null {
    const { maxThreads } = this.#options;
    const working = this.#all.size - this.#givenUp.size;
    if (this.#source === null || this.#isClosed) return null;
    if (working >= maxThreads || this.#all.size >= 2 * maxThreads) return null;
    const { file, queryTimeoutMs } = this.#options;
    const thread = new ThreadHandle(this.#source, { file, queryTimeoutMs }, (ended) => this.#forget(ended));
    this.#all.add(thread);
    return thread;
  }

  #rest(thread: ThreadHandle): void {
    const timer = setTimeout(() => {
      this.#idle.delete(thread);
      this.#giveUp(thread);
    }, this.#options.idleMs);
    timer.unref();
    this.#idle.set(thread, timer);
  }

  #giveUp(thread: ThreadHandle): void {
    this.#givenUp.add(thread);
    thread.terminate();
  }

  #forget(thread: ThreadHandle): void {
    clearTimeout(this.#idle.get(thread));
    this.#idle.delete(thread);
    this.#givenUp.delete(thread);
    this.#all.delete(thread);
    this.#startNext();
  }
}
