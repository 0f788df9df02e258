// One call of a plugin's code: whose it is, how long it may take, and what became of it.
//
// Every hook, route, job and `onUnload` of a plugin runs through `PluginCalls`. AsyncLocalStorage tells which call the running
// code belongs to, through awaits and through the server's own functions. Time in `e.next()` is the server's and does not count.
// Must stay true: an error of a plugin is reported once, with its line, and never ends the server; a call that is abandoned at
// its limit changes nothing afterwards.
import type { Boundary } from "../boundary.ts";
import { type CallContext, type CallOptions, PluginCall } from "./plugin-call.ts";

/** Calls of plugins within calls of plugins, such as a hook that writes the record that it is for. */
const MAX_DEPTH = 64;
const SWEEP_MS = 100;

type Work<Input, T> = (call: PluginCall, input: Input) => T;

export type Enter = <Input, T>(work: Work<Input, T>, call: PluginCall, input: Input) => T;

export interface PluginLinks {
  /** Runs work in the plugin's name. */
  readonly enter: Enter;
  /** Hears of what calls throw. */
  readonly onError: (what: string, error: unknown) => void;
}

/** All calls of one loaded plugin that are under way, and the border between it and the server. */
export class PluginCalls implements Boundary {
  readonly #context: CallContext;
  readonly #enter: Enter;
  readonly #onError: (what: string, error: unknown) => void;
  readonly #active: PluginCall[] = [];
  /** Hooks that are known to end before their time. */
  readonly #told = new Set<string>();
  #sweep: ReturnType<typeof setInterval> | null = null;
  #sweptAtMs = 0;
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
    return this.runWith(options, work, undefined);
  }

  /** As `run`, for work that needs no function of its own for each call. */
  runWith<Input, T>(options: CallOptions, work: Work<Input, Promise<T> | T>, input: Input): Promise<T> | T {
    const { current } = this.#context;
    const outer = current.getStore();
    const depth = outer === undefined || outer.isDone ? 0 : outer.depth + 1;
    if (depth > MAX_DEPTH) {
      throw new Error(`${options.what} was called ${MAX_DEPTH} calls deep: does a hook write what it is called for?`);
    }
    const call = new PluginCall(depth, options, this.#context);
    const { stalls } = this.#context;
    // A transaction is a part of the call that made it.
    const code = stalls?.enter(options.isInner === true && outer !== undefined ? outer.what : options.what) ?? null;
    try {
      const result = current.run(call, this.#enter, work, call, input);
      if (result instanceof Promise) return this.#wait(call, result, options.isInner === true);
      this.#checkEnd(call);
      call.end();
      return result;
    } catch (error) {
      call.end();
      if (options.isInner !== true) this.#onError(options.what, error);
      throw error;
    } finally {
      stalls?.enter(code);
    }
  }

  /** Resolves when no call is under way, or after the limit. */
  async finish(limitMs: number): Promise<void> {
    if (this.#active.length === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    const timer = setTimeout(resolve, limitMs);
    await promise;
    clearTimeout(timer);
  }

  /** Ends what is still under way: once its plugin is gone, it would never settle. */
  abandonAll(reason: string): void {
    for (const call of this.#active.slice()) call.abandon?.(new Error(`${call.what}: ${reason}`));
  }

  /** Counts something as under way, such as an answer that is still read, until the function is called. */
  hold(): () => void {
    const call = new PluginCall(0, { what: "an answer", limitMs: null }, this.#context);
    this.#begin(call);
    return () => this.#end(call);
  }

  #wait<T>(call: PluginCall, result: Promise<T>, isInner: boolean): Promise<T> {
    this.#begin(call);
    if (!call.isPaused) call.setUnderWay(true);
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
        this.#checkEnd(call);
        this.#end(call);
        resolve(value);
      }, fail);
    });
  }

  /** In PocketBase `next()` needs no `await`, which is forgotten easily. Told once a hook. */
  #checkEnd(call: PluginCall): void {
    call.checkNext();
    if (call.isDone || !call.isPaused || this.#told.has(call.what)) return;
    this.#told.add(call.what);
    this.#onError(call.what, new Error("it ended before its e.next(), so errors of e.next() are lost: await e.next()"));
  }

  #begin(call: PluginCall): void {
    call.place = this.#active.push(call) - 1;
  }

  /** The last takes the place of the one that goes. */
  #end(call: PluginCall): void {
    if (call.isDone) return;
    call.end();
    const last = this.#active.pop();
    if (last !== undefined && last !== call) {
      this.#active[call.place] = last;
      last.place = call.place;
    }
    if (this.#active.length === 0) this.#idle?.();
  }

  /** One timer for all calls, so that a call needs no clock of its own. */
  #startSweep(): void {
    this.#sweep ??= this.#context.asServer(() => {
      this.#sweptAtMs = performance.now();
      const timer = setInterval(() => this.#checkTimes(), SWEEP_MS);
      timer.unref();
      return timer;
    });
  }

  #checkTimes(): void {
    const nowMs = performance.now();
    // Where the timer comes late, something stopped the whole server: that is not the time of each call.
    const ms = Math.min(nowMs - this.#sweptAtMs, 2 * SWEEP_MS);
    this.#sweptAtMs = nowMs;
    // A copy, for who is given up leaves the list.
    for (const call of this.#active.slice()) call.spend(ms);
    if (this.#active.length > 0 || this.#sweep === null) return;
    clearInterval(this.#sweep);
    this.#sweep = null;
  }
}
