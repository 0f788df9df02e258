import { AsyncLocalStorage } from "node:async_hooks";
import type { Boundary } from "../boundary.ts";
import type { StallWatch } from "./stall-watch.ts";

/** Calls of plugins within calls of plugins, such as a hook that writes the record that it is for. */
const MAX_DEPTH = 64;
const SWEEP_MS = 100;

/** What all plugins of a server share. */
export interface CallContext {
  /** The call of a plugin that the running code belongs to. */
  readonly current: AsyncLocalStorage<PluginCall>;
  /** Runs work as the server's own, whoever calls. */
  readonly asServer: <T>(work: () => T) => T;
  /** Errors that were told already, or that are not a plugin's. */
  readonly reported: WeakSet<object>;
  /** Null while there are no plugins. */
  stalls: StallWatch | null;
}

export function createCallContext(): CallContext {
  const reported = new WeakSet<object>();
  const asServer = AsyncLocalStorage.snapshot();
  return { current: new AsyncLocalStorage<PluginCall>(), asServer, reported, stalls: null };
}

export interface CallOptions {
  /** What is called, for messages. */
  readonly what: string;
  /** How long the plugin's own code may take; null for no limit. */
  readonly limitMs: number | null;
  /** The plugin itself hears of what goes wrong, so nobody else has to. */
  readonly isInner?: boolean;
}

/** One call of a plugin's function by the server. */
export class PluginCall {
  readonly depth: number;
  readonly what: string;
  /** Runs work in the context that the server called from. */
  readonly outside = AsyncLocalStorage.snapshot();
  readonly #limitMs: number | null;
  readonly #reported: WeakSet<object>;
  #isDone = false;
  #spentMs = 0;
  #runsSinceMs: number;
  #pauses = 0;
  abandon: ((reason: Error) => void) | null = null;

  constructor(depth: number, { what, limitMs }: CallOptions, reported: WeakSet<object>) {
    this.depth = depth;
    this.#reported = reported;
    this.what = what;
    this.#limitMs = limitMs;
    this.#runsSinceMs = limitMs === null ? 0 : performance.now();
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  end(): void {
    this.#isDone = true;
  }

  /** The server's part of a hook: its time is not the plugin's. Without `async`, for it is run for each hook of each request. */
  pausedFor(work: () => Promise<void>): Promise<void> {
    if (this.#isDone) return Promise.reject(new Error(`${this.what} is over: it can't go on with next() any more`));
    if (this.#limitMs !== null && this.#pauses === 0) this.#spentMs += performance.now() - this.#runsSinceMs;
    this.#pauses++;
    return this.outside(work).then(this.#resume, this.#fail);
  }

  readonly #resume = (): void => {
    if (--this.#pauses === 0 && this.#limitMs !== null) this.#runsSinceMs = performance.now();
  };

  readonly #fail = (error: unknown): never => {
    this.#resume();
    if (typeof error === "object" && error !== null) this.#reported.add(error);
    throw error;
  };

  /** Gives the call up where its time is over. */
  checkTime(nowMs: number): void {
    if (this.#limitMs === null || this.#pauses > 0) return;
    if (this.#spentMs + nowMs - this.#runsSinceMs <= this.#limitMs) return;
    this.abandon?.(new Error(`${this.what} took longer than ${this.#limitMs / 1000} s and was given up`));
  }
}

export interface PluginLinks {
  /** Runs work in the plugin's name. */
  readonly enter: <T>(work: () => T) => T;
  /** Hears of what calls throw. */
  readonly onError: (what: string, error: unknown) => void;
}

/** All calls of one loaded plugin that are under way, and the border between it and the server. */
export class PluginCalls implements Boundary {
  readonly #context: CallContext;
  readonly #enter: <T>(work: () => T) => T;
  readonly #onError: (what: string, error: unknown) => void;
  readonly #active = new Set<PluginCall>();
  #sweep: ReturnType<typeof setInterval> | null = null;
  #idle: (() => void) | null = null;

  constructor(context: CallContext, { enter, onError }: PluginLinks) {
    this.#context = context;
    this.#enter = enter;
    this.#onError = onError;
  }

  toHost<T>(work: () => T): T {
    const { current, asServer } = this.#context;
    const call = current.getStore();
    // What goes on after its call, as in a timer, has nothing to do with what the call was a part of.
    if (call === undefined || call.isDone) return asServer(work);
    return call.outside(() => current.run(call, work));
  }

  /** A call of its own: what it calls in turn belongs to the transaction that it is called in. */
  toPlugin<T>(work: () => Promise<T> | T): Promise<T> | T {
    return this.run({ what: "a transaction of a plugin", limitMs: null, isInner: true }, work);
  }

  /** Calls a function of the plugin. What it throws comes through; so does the end of its time. */
  run<T>(options: CallOptions, work: (call: PluginCall) => Promise<T> | T): Promise<T> | T {
    const { current } = this.#context;
    const outer = current.getStore();
    const depth = outer === undefined || outer.isDone ? 0 : outer.depth + 1;
    if (depth > MAX_DEPTH) {
      throw new Error(`${options.what} was called ${MAX_DEPTH} calls deep: does a hook write what it is called for?`);
    }
    const call = new PluginCall(depth, options, this.#context.reported);
    if (options.isInner !== true) this.#context.stalls?.note(options.what);
    try {
      const result = current.run(call, () => this.#enter(() => work(call)));
      if (result instanceof Promise) return this.#wait(call, result, options.isInner === true);
      call.end();
      return result;
    } catch (error) {
      call.end();
      if (options.isInner !== true) this.#onError(options.what, error);
      throw error;
    }
  }

  /** Resolves when no call is under way, or after the limit. */
  async finish(limitMs: number): Promise<void> {
    if (this.#active.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    const timer = setTimeout(resolve, limitMs);
    await promise;
    clearTimeout(timer);
  }

  /** Ends what is still under way: once its plugin is gone, it would never settle. */
  abandonAll(reason: string): void {
    for (const call of this.#active) call.abandon?.(new Error(`${call.what}: ${reason}`));
  }

  /** Counts something as under way, such as an answer that is still read, until the function is called. */
  hold(): () => void {
    const call = new PluginCall(0, { what: "an answer", limitMs: null }, this.#context.reported);
    this.#active.add(call);
    return () => this.#end(call);
  }

  #wait<T>(call: PluginCall, result: Promise<T>, isInner: boolean): Promise<T> {
    this.#active.add(call);
    this.#startSweep();
    return new Promise<T>((resolve, reject) => {
      const fail = (error: unknown): void => {
        // One that was given up already has failed.
        if (!isInner && !call.isDone) this.#onError(call.what, error);
        this.#end(call);
        reject(error as Error);
      };
      call.abandon = fail;
      result.then((value) => {
        this.#end(call);
        resolve(value);
      }, fail);
    });
  }

  #end(call: PluginCall): void {
    call.end();
    this.#active.delete(call);
    if (this.#active.size === 0) this.#idle?.();
  }

  #startSweep(): void {
    this.#sweep ??= this.#context.asServer(() => {
      const timer = setInterval(() => this.#checkTimes(), SWEEP_MS);
      timer.unref();
      return timer;
    });
  }

  #checkTimes(): void {
    const nowMs = performance.now();
    for (const call of this.#active) call.checkTime(nowMs);
    if (this.#active.size > 0 || this.#sweep === null) return;
    clearInterval(this.#sweep);
    this.#sweep = null;
  }
}
