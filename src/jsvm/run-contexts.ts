import type { Context } from "../model/context.ts";
import { createHooks } from "../model/hooks.ts";
import { newRunKey } from "./run-keys.ts";

/** The keys of apps that are none of a transaction: these are the same in all runs, as scripts keep them in variables of modules. */
const OWN = 0;
const OWN_WITHOUT_HOOKS = -1;

/** The contexts that a run works in, by the keys by which its realm names the apps that stand for them. */
export class RunContexts {
  readonly #own: Context;
  readonly #contexts = new Map<number, Context>();

  constructor(own: Context) {
    this.#own = own;
    this.#contexts.set(OWN, own);
  }

  add(context: Context): number {
    const key = newRunKey();
    this.#contexts.set(key, context);
    return key;
  }

  /** Throws for the app of a transaction of an earlier run. */
  get(app: number): Context {
    const context = this.#contexts.get(app);
    if (context !== undefined) return context;
    if (app === OWN_WITHOUT_HOOKS) return this.#noteWithoutHooks(app, this.#own);
    throw new Error("sql: transaction has already been committed or rolled back");
  }

  keyOf(context: Context): number {
    if (context.transaction === null) return OWN;
    for (const [key, { transaction }] of this.#contexts) if (transaction === context.transaction) return key;
    return this.add(context);
  }

  /** The key of the same app with no handler on any hook. */
  withoutHooks(context: Context): number {
    if (context.transaction === null) return OWN_WITHOUT_HOOKS;
    for (const [key, other] of this.#contexts) {
      if (other.transaction === context.transaction && this.isWithoutHooks(other)) return key;
    }
    const key = newRunKey();
    this.#noteWithoutHooks(key, context);
    return key;
  }

  #noteWithoutHooks(key: number, context: Context): Context {
    const without = { ...context, hooks: createHooks() };
    this.#contexts.set(key, without);
    return without;
  }

  isWithoutHooks({ hooks }: Context): boolean {
    return hooks !== this.#own.hooks;
  }
}
