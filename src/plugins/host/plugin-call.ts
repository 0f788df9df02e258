import { AsyncLocalStorage } from "node:async_hooks";
import type { StallWatch } from "./stall-watch.ts";

/** What all plugins of a server share. */
export interface CallContext {
  /** The call of a plugin that the running code belongs to. */
  readonly current: AsyncLocalStorage<PluginCall>;
  /** Runs work as the server's own, whoever calls. */
  readonly asServer: <T>(work: () => T) => T;
  /** Errors that were told already, or that are not a plugin's. */
  readonly reported: WeakSet<object>;
  /** Throws an error of the server on through a plugin. */
  readonly passOn: (error: unknown) => never;
  /** Null while there are no plugins. */
  stalls: StallWatch | null;
}

export function createCallContext(): CallContext {
  const reported = new WeakSet<object>();
  const asServer = AsyncLocalStorage.snapshot();
  const passOn = (error: unknown): never => {
    if (typeof error === "object" && error !== null) reported.add(error);
    throw error;
  };
  return { current: new AsyncLocalStorage<PluginCall>(), asServer, reported, passOn, stalls: null };
}

export interface CallOptions {
  /** What is called, for messages. */
  readonly what: string;
  /** How long the plugin's own code may take; null for no limit. */
  readonly limitMs: number | null;
  /** The plugin itself hears of what goes wrong, so nobody else has to. */
  readonly isInner?: boolean;
  /** Called where a hook is over without an error and without `e.next()`. */
  readonly onNoNext?: () => void;
}

/** One call of a plugin's function by the server. It is made for each hook of each request, so it is kept small. */
export class PluginCall {
  readonly depth: number;
  readonly what: string;
  /** Runs work in the context that the server called from. */
  readonly outside = AsyncLocalStorage.snapshot();
  readonly #limitMs: number | null;
  readonly #context: CallContext;
  readonly #onNoNext: (() => void) | undefined;
  #isDone = false;
  #isUnderWay = false;
  #spentMs = 0;
  /** The server's part of a hook. */
  #rest: Promise<unknown> | null = null;
  /** Its place in the list of those under way. */
  place = 0;
  abandon: ((reason: Error) => void) | null = null;

  constructor(depth: number, { what, limitMs, onNoNext }: CallOptions, context: CallContext) {
    this.depth = depth;
    this.what = what;
    this.#limitMs = limitMs;
    this.#context = context;
    this.#onNoNext = onNoNext;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Whether the server's part still runs. */
  get isPaused(): boolean {
    return this.#rest !== null && Bun.peek.status(this.#rest) === "pending";
  }

  /** Says so where the plugin never went on with the rest. */
  checkNext(): void {
    if (this.#rest === null && !this.#isDone) this.#onNoNext?.();
  }

  end(): void {
    this.#isDone = true;
    this.setUnderWay(false);
  }

  /** Whether its code waits and will go on; not while the server does its part. */
  setUnderWay(isUnderWay: boolean): void {
    if (isUnderWay === this.#isUnderWay) return;
    this.#isUnderWay = isUnderWay;
    if (isUnderWay) this.#context.stalls?.begin(this.what);
    else this.#context.stalls?.end(this.what);
  }

  /** Runs the server's part, whose time is not the plugin's. */
  pausedFor(work: () => Promise<void>): Promise<void> {
    if (this.#isDone) return Promise.reject(new Error(`${this.what} has already ended: it can no longer call next()`));
    // The plugin's own promise: where the plugin doesn't wait for it, its failure is the plugin's.
    const rest = this.runServer(work, this.#context.passOn);
    this.#rest = this.#rest === null ? rest : Promise.allSettled([this.#rest, rest]);
    return rest;
  }

  /** Runs what is the server's: a stall in it is not the plugin's. */
  runServer<T>(work: () => Promise<T>, onError: (error: unknown) => never = rethrow): Promise<T> {
    this.setUnderWay(false);
    const { stalls } = this.#context;
    const code = stalls?.enter(null) ?? null;
    try {
      return this.outside(work).then(
        (value) => {
          this.#goOn();
          return value;
        },
        (error: unknown) => {
          this.#goOn();
          return onError(error);
        },
      );
    } finally {
      stalls?.enter(code);
    }
  }

  #goOn(): void {
    if (!this.#isDone) this.setUnderWay(true);
  }

  /** Counts time as spent by the plugin, unless it waits for the server, and gives the call up where there is too much of it. */
  spend(ms: number): void {
    if (this.#limitMs === null || this.isPaused) return;
    // Before the last is added: the call may have begun, or gone on, in the middle of it.
    if (this.#spentMs > this.#limitMs) {
      this.abandon?.(
        new Error(`${this.what} took longer than ${this.#limitMs / 1000} s (--hookTimeout) and was stopped`),
      );
    }
    this.#spentMs += ms;
  }
}

function rethrow(error: unknown): never {
  throw error;
}
