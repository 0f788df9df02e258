import { AsyncLocalStorage } from "node:async_hooks";
import { availableParallelism } from "node:os";
import type { RuntimeFile } from "./runtime-file.ts";
import { HookThread, type Run, type RunPlace } from "./hook-thread.ts";

export interface ThreadPoolOptions {
  /** What realms know of the server, as JSON text. */
  readonly environment: string;
  /** Threads of a server begin by a file in its data directory, which is deleted when the pool is closed. Default: none. */
  readonly runtimeFile?: RuntimeFile | null;
  /** So many threads are kept when they have nothing to do; more are started when they are needed, and end some seconds later. */
  readonly size: number;
  /** How long the code of a handler may run, without the time of what it calls. */
  readonly timeoutMs: number;
  /** How much the memory of the process may grow while a handler's own code runs. Default: 512 MiB. */
  readonly memoryBytes?: number | undefined;
}

/** So many start with the server, the others when they are needed. */
const WARM_THREADS = 2;
/** A request that finds all threads busy waits so long for one, at most twice as long, before another is started. */
const PATIENCE_MS = 20;
/** Where as many threads as there are cores are at work, another would only take their time, and pay for being compiled: then so long. */
const LONG_PATIENCE_MS = 400;
/** A thread whose call takes longer than that leaves its core to others. */
const HELD_UP_MS = 50;
const CORES = availableParallelism();
/** So many of these begin at once: to begin takes a core, and the server itself needs one. Of urgent ones any number. */
const MAX_BEGINNING = Math.min(4, Math.max(1, availableParallelism() - 1));
/** Above that, requests wait for a thread; what others wait for (nested runs, transactions) never does. */
const MAX_THREADS = 200;
const MEMORY_LIMIT_BYTES = 512 * 1024 ** 2;
/** Runs within runs, such as a hook that writes the record that it is for. */
const MAX_LEVEL = 64;
const SWEEP_MS = 100;
/** A thread beyond the warm ones ends when it had nothing to do for that long. */
const IDLE_MS = 30_000;
/**
 * One beyond those that are kept: what came once often comes again. They end one by one, since to end takes 5 ms of a core: of 85 that
 * ended with their requests, the others' views were held up as much as by their beginning.
 */
const SURPLUS_IDLE_MS = 5000;
const SURPLUS_STEP_MS = 100;

/** A request that waits for a thread. */
interface Waiter {
  readonly sinceMs: number;
  readonly resolve: (thread: HookThread) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The threads of hook files. A run within a call of a thread (a hook of what that call writes) goes into the same thread, which
 * waits; any other takes a thread that has nothing to do. Runs that others wait for never wait for a thread: a pool that is
 * too small would be a deadlock, so it grows.
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #threads = new Set<HookThread>();
  /** The one that was used last comes last. */
  readonly #idle: HookThread[] = [];
  /** The one that waits longest comes first. */
  readonly #waiting: Waiter[] = [];
  /** Looks after those that wait, while there are some. */
  #patience: ReturnType<typeof setInterval> | null = null;
  /** Ends idle threads; null where there are none to end. */
  #ending: ReturnType<typeof setTimeout> | null = null;
  readonly #place = new AsyncLocalStorage<RunPlace>();
  #sweep: ReturnType<typeof setInterval> | null = null;
  #sweptAtMs = 0;
  #beginning = 0;
  /** How many have been begun in all. */
  #begun = 0;
  #adopted = 0;
  #isRetired = false;
  #isClosed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    for (let count = 0; count < Math.min(WARM_THREADS, options.size); count += 1) this.#idle.push(this.#start());
  }

  get size(): number {
    return this.#threads.size;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** `isUrgent`: something waits for the run that would hold up others, such as an open transaction. */
  async run(run: Run, isUrgent: boolean): Promise<string> {
    if (this.#isClosed) throw new Error(`${run.what} can't run: the server stops`);
    const place = this.#place.getStore();
    const placed = { ...run, depth: place === undefined ? 0 : place.depth + 1, level: place?.level ?? 0 };
    if (placed.level > MAX_LEVEL) {
      throw new Error(`${run.what} was called ${MAX_LEVEL} runs deep: does a hook write what it is called for?`);
    }
    const outer = place?.thread ?? null;
    if (place !== undefined && outer?.waitsIn(place) === true) return outer.run(placed);
    const thread = this.#takeIdle() ?? (await this.#another(isUrgent || outer !== null));
    this.#startSweep();
    try {
      return await thread.run(placed);
    } finally {
      this.#release(thread);
    }
  }

  /** Does work in the name of a call that a thread waits in. */
  within<T>(place: RunPlace, work: () => T): T {
    return this.#place.run(place, work);
  }

  /** Does work in the name of a run that has not yet begun, or that is over but for this work: it holds no thread. */
  besideRun<T>(work: () => T): T {
    const place = this.#place.getStore() ?? { depth: -1, level: 0, thread: null, callId: 0 };
    return this.#place.run({ ...place, depth: place.depth + 1 }, work);
  }

  /** Does what a call of `next()` does: a chain may be of any length. */
  inChain<T>(work: () => T): T {
    const place = this.#place.getStore();
    return place === undefined ? work() : this.#place.run({ ...place, level: place.level - 1 }, work);
  }

  /** Has a thread that runs nothing for the pool end with it, and keep to its limits. */
  adopt(thread: HookThread): void {
    this.#threads.add(thread);
    this.#adopted += 1;
  }

  /** Has a thread that is not of the pool keep to its limits, and end with it, until that is disposed of. */
  guard(thread: HookThread): Disposable {
    this.#threads.add(thread);
    this.#startSweep();
    return { [Symbol.dispose]: () => void this.#threads.delete(thread) };
  }

  /** Has each thread end as soon as it has nothing to do. Runs go on, and others may begin until the pool is closed. */
  retire(): void {
    this.#isRetired = true;
    for (const thread of this.#idle.slice()) thread.end(new Error("the pool is retired"));
  }

  /** Ends all threads, and with an error what runs in them. */
  close(): void {
    this.#isClosed = true;
    if (this.#sweep !== null) clearInterval(this.#sweep);
    if (this.#patience !== null) clearInterval(this.#patience);
    for (const { reject } of this.#waiting.splice(0)) reject(new Error("the server stops"));
    for (const thread of this.#threads) thread.end(new Error("the server stops"));
    this.#options.runtimeFile?.[Symbol.dispose]();
  }

  #another(isUrgent: boolean): HookThread | Promise<HookThread> {
    if (isUrgent) return this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<HookThread>();
    this.#waiting.push({ sinceMs: performance.now(), resolve, reject });
    this.#patience ??= setInterval(() => this.#relieve(), PATIENCE_MS);
    return promise;
  }

  /** Begins threads for those that have waited long enough. */
  #relieve(): void {
    const nowMs = performance.now();
    while (this.#isWaiting(nowMs - PATIENCE_MS) && this.#serveNext()) continue;
    if (this.#waiting.length > 0 || this.#patience === null) return;
    clearInterval(this.#patience);
    this.#patience = null;
  }

  /** Whether anything waits since that time. */
  #isWaiting(sinceMs: number): boolean {
    const [next] = this.#waiting;
    return next !== undefined && next.sinceMs <= sinceMs;
  }

  /** Gives what waits longest a thread, if there may be one for it. */
  #serveNext(): boolean {
    const [next] = this.#waiting;
    if (next === undefined) return false;
    const idle = this.#takeIdle();
    if (idle === undefined && !this.#mayGrow(performance.now() - next.sinceMs)) return false;
    this.#waiting.shift();
    next.resolve(idle ?? this.#start(this.#threads.size - this.#adopted >= CORES));
    return true;
  }

  /** Whether another thread helps a request that has waited for so long. */
  #mayGrow(waitedMs: number): boolean {
    if (this.#beginning >= MAX_BEGINNING || this.#threads.size >= MAX_THREADS) return false;
    if (waitedMs > LONG_PATIENCE_MS) return true;
    let working = 0;
    for (const thread of this.#threads) if (!thread.isIdle && !thread.isHeldUp(HELD_UP_MS)) working += 1;
    return working < CORES;
  }

  #start(isExtra = false): HookThread {
    const onEnd = (): void => {
      this.#threads.delete(thread);
      const index = this.#idle.indexOf(thread);
      if (index >= 0) this.#idle.splice(index, 1);
    };
    const { environment, runtimeFile } = this.#options;
    const thread: HookThread = new HookThread({
      environment,
      runtimeFile: runtimeFile?.path ?? null,
      onEnd,
      onHeldUp: () => void this.#serveNext(),
      isExtra,
    });
    this.#threads.add(thread);
    this.#beginning += 1;
    this.#begun += 1;
    void thread.begun.then(() => {
      this.#beginning -= 1;
      this.#serveNext();
    });
    return thread;
  }

  #release(thread: HookThread): void {
    if (!this.#threads.has(thread)) return;
    if (this.#isRetired && this.#waiting.length === 0) {
      thread.end(new Error("the pool is retired"));
      return;
    }
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next.resolve(thread);
      return;
    }
    thread.idleSinceMs = performance.now();
    this.#idle.push(thread);
    this.#endLater();
  }

  /** Has idle threads end when they have not been needed for long. One timer is for all: one a run would cost a tenth of a short one. */
  #endLater(): void {
    if (this.#ending !== null) return;
    const ms = this.#endsInMs();
    if (ms === null) return;
    this.#ending = setTimeout(
      () => {
        this.#ending = null;
        const leftMs = this.#endsInMs();
        if (leftMs !== null && leftMs <= 0) this.#idle[0]?.end(new Error("the thread had nothing to do"));
        this.#endLater();
      },
      // Others may soon be surplus, which end earlier.
      Math.min(Math.max(ms, SURPLUS_STEP_MS), SURPLUS_IDLE_MS),
    );
    this.#ending.unref();
  }

  /** In how many milliseconds the thread that has been idle for longest is to end, 0 or less for now; null where it is kept. */
  #endsInMs(): number | null {
    const [oldest] = this.#idle;
    if (oldest === undefined) return null;
    const isSurplus = this.#idle.length > this.#options.size;
    if (!isSurplus && this.#threads.size - this.#adopted <= WARM_THREADS) return null;
    return oldest.idleSinceMs + (isSurplus ? SURPLUS_IDLE_MS : IDLE_MS) - performance.now();
  }

  /** The one that was used last, because it is compiled best; extra ones only where there is no other. */
  #takeIdle(): HookThread | undefined {
    const index = this.#idle.findLastIndex(({ isExtra }) => !isExtra);
    const [thread] = this.#idle.splice(index, 1);
    return thread;
  }

  /** One timer for all threads, while any is busy. */
  #startSweep(): void {
    if (this.#sweep !== null) return;
    this.#sweptAtMs = performance.now();
    this.#sweep = setInterval(() => {
      const nowMs = performance.now();
      // Where the timer comes late, something stopped the whole server: that is not the time of each run.
      const ms = Math.min(nowMs - this.#sweptAtMs, 2 * SWEEP_MS);
      this.#sweptAtMs = nowMs;
      const { timeoutMs, memoryBytes = MEMORY_LIMIT_BYTES } = this.#options;
      const [threads, readyThreads] = [this.#begun, this.#begun - this.#beginning];
      for (const thread of this.#threads) thread.spend(ms, { timeoutMs, memoryBytes, threads, readyThreads });
      if (this.#idle.length + this.#adopted < this.#threads.size || this.#sweep === null) return;
      clearInterval(this.#sweep);
      this.#sweep = null;
    }, SWEEP_MS);
    this.#sweep.unref();
  }
}
