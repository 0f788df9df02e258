import { DatabaseOverloadedError } from "../engine.ts";
import { LONGEST_TIMER_MS } from "../../lib/longest-timer.ts";
import { queryTimeout } from "./query-deadline.ts";
import type { Reader, ReaderRequest, ReaderResult, ReaderSettings, StartReader } from "./reader-protocol.ts";

export interface ReaderPoolOptions {
  readonly settings: ReaderSettings;
  readonly start: StartReader;
  /** JavaScript text of the readers' program. */
  readonly loadSource: () => Promise<string>;
  readonly maxReaders: number;
  readonly maxQueued: number;
  /** An idle reader ends after that time. */
  readonly idleMs: number;
  /** How much longer than its limit a statement may run until its reader is given up. */
  readonly graceMs: number;
}

interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onStart?: (() => void) | undefined;
}

interface Job {
  readonly request: ReaderRequest;
  readonly onStart: (() => void) | undefined;
  readonly askedAt: number;
  readonly endsAt: number;
  readonly outcome: PromiseWithResolvers<ReaderResult>;
  reader: Reader | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * A few threads or processes for statements that take long; more statements queue. Readers start when needed. A statement that
 * does not end at its limit by itself is answered with the error all the same and its reader given up, but a thread that can't
 * be stopped counts as long as it really lives.
 */
export class ReaderPool {
  readonly #options: ReaderPoolOptions;
  readonly #queue = new Set<Job>();
  readonly #running = new Set<Job>();
  readonly #idle = new Map<Reader, ReturnType<typeof setTimeout>>();
  readonly #alive = new Set<Reader>();
  readonly #givenUp = new Set<Reader>();
  #source: string | null = null;
  #isClosed = false;
  #waitedMs = 0;
  #ranMs = 0;

  constructor(options: ReaderPoolOptions) {
    this.#options = options;
  }

  /** How many readers live; those that were given up and run on included. */
  get size(): number {
    return this.#alive.size;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** How many queries wait for a reader. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** How long queries have waited for a reader, altogether. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** How long readers have worked. */
  get ranMs(): number {
    return this.#ranMs;
  }

  /** An abort rejects at once and gives the reader up. `onStart` is called when a reader begins with it. */
  async run(request: ReaderRequest, { signal, onStart }: RunOptions = {}): Promise<ReaderResult> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw new Error("the database is closed");
    if (this.#queue.size >= this.#options.maxQueued) {
      throw new DatabaseOverloadedError("too many long queries are waiting for the database");
    }
    const askedAt = performance.now();
    const job: Job = {
      request,
      onStart,
      askedAt,
      endsAt: askedAt + request.limitMs,
      outcome: Promise.withResolvers(),
      reader: null,
      timer: undefined,
    };
    if (request.limitMs <= LONGEST_TIMER_MS) job.timer = setTimeout(() => this.#expire(job), request.limitMs);
    this.#queue.add(job);
    void this.#startWhenLoaded(job);
    if (signal === undefined) return job.outcome.promise;
    const abandon = (): void => this.#abandon(job, signal.reason);
    signal.addEventListener("abort", abandon, { once: true });
    return job.outcome.promise.finally(() => signal.removeEventListener("abort", abandon));
  }

  /** Takes no more, waits for what was asked for at most that long, then ends all readers. */
  async close(waitMs: number): Promise<void> {
    this.#isClosed = true;
    const jobs = [...this.#queue, ...this.#running];
    const { promise: waited, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    await Promise.race([Promise.allSettled(jobs.map(({ outcome }) => outcome.promise)), waited]);
    clearTimeout(timer);
    for (const job of jobs) this.#reject(job, new Error("the database was closed before the query ended"));
    for (const reader of this.#alive) this.#giveUp(reader);
  }

  async #startWhenLoaded(job: Job): Promise<void> {
    try {
      this.#source ??= await this.#options.loadSource();
    } catch (error) {
      this.#reject(job, error);
    }
    this.#startNext();
  }

  #startNext(): void {
    for (const job of this.#queue) {
      try {
        const reader = this.#takeIdle() ?? this.#startReader();
        if (reader === null) return;
        this.#queue.delete(job);
        this.#running.add(job);
        job.reader = reader;
        job.onStart?.();
        void this.#finish(job, reader);
      } catch (error) {
        this.#reject(job, error);
      }
    }
  }

  async #finish(job: Job, reader: Reader): Promise<void> {
    const startedAt = performance.now();
    this.#waitedMs += startedAt - job.askedAt;
    try {
      const result = await reader.run({ ...job.request, limitMs: job.endsAt - performance.now() });
      this.#leave(job);
      job.outcome.resolve(result);
    } catch (error) {
      this.#reject(job, error);
    }
    this.#ranMs += performance.now() - startedAt;
    if (this.#alive.has(reader) && !this.#givenUp.has(reader)) this.#rest(reader);
    this.#startNext();
  }

  /** At the limit. A statement that looks at the clock ends by itself and gets a moment to do so. */
  #expire(job: Job): void {
    const { reader } = job;
    if (reader === null) {
      this.#reject(job, queryTimeout());
      return;
    }
    job.timer = setTimeout(() => {
      this.#reject(job, queryTimeout());
      this.#giveUp(reader);
      this.#startNext();
    }, this.#options.graceMs);
  }

  #abandon(job: Job, reason: unknown): void {
    this.#reject(job, reason);
    if (job.reader !== null) this.#giveUp(job.reader);
    this.#startNext();
  }

  #reject(job: Job, error: unknown): void {
    this.#leave(job);
    job.outcome.reject(error);
  }

  #leave(job: Job): void {
    clearTimeout(job.timer);
    this.#queue.delete(job);
    this.#running.delete(job);
  }

  #takeIdle(): Reader | null {
    for (const [reader, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(reader);
      return reader;
    }
    return null;
  }

  #startReader(): Reader | null {
    const { maxReaders, settings, start } = this.#options;
    const working = this.#alive.size - this.#givenUp.size;
    if (this.#source === null || working >= maxReaders || this.#alive.size >= 2 * maxReaders) return null;
    const reader = start(this.#source, settings, () => this.#forget(reader));
    this.#alive.add(reader);
    return reader;
  }

  #rest(reader: Reader): void {
    const timer = setTimeout(() => this.#giveUp(reader), this.#options.idleMs);
    timer.unref();
    this.#idle.set(reader, timer);
  }

  #giveUp(reader: Reader): void {
    clearTimeout(this.#idle.get(reader));
    this.#idle.delete(reader);
    this.#givenUp.add(reader);
    reader.terminate();
  }

  #forget(reader: Reader): void {
    clearTimeout(this.#idle.get(reader));
    this.#idle.delete(reader);
    this.#givenUp.delete(reader);
    this.#alive.delete(reader);
    this.#startNext();
  }
}
