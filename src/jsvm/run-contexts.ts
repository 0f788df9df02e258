import type { Transaction } from "../database/engine.ts";
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
  /** Those of each transaction that has not ended. */
  readonly #keys = new Map<Transaction, number[]>();
  /** What stands for all whose transactions have ended, with hooks and without: a run may have thousands. */
  readonly #ended: { with: Context | null; without: Context | null } = { with: null, without: null };

  constructor(own: Context) {
    this.#own = own;
    this.#contexts.set(OWN, own);
  }

  /** For the app of a transaction that the run has begun. */
  add(context: Context): number {
    const { transaction } = context;
    if (transaction !== null && !this.#keys.has(transaction)) {
      const end = (): void => this.#end(transaction);
      transaction.afterCommit(end);
      transaction.afterRollback(end);
    }
    return this.#note(context);
  }

  /** Throws for the app of a transaction of an earlier run. */
  get(app: number): Context {
    const context = this.#contexts.get(app);
    if (context !== undefined) return context;
    if (app === OWN_WITHOUT_HOOKS) {
      const without = withoutHooks(this.#own);
      this.#contexts.set(app, without);
      return without;
    }
    throw new Error("sql: transaction has already been committed or rolled back");
  }

  keyOf(context: Context): number {
    if (context.transaction === null) return OWN;
    return this.#keys.get(context.transaction)?.at(0) ?? this.#note(context);
  }

  /** The key of the same app with no handler on any hook. */
  withoutHooks(context: Context): number {
    if (context.transaction === null) return OWN_WITHOUT_HOOKS;
    const key = this.#keys.get(context.transaction)?.find((other) => this.isWithoutHooks(this.get(other)));
    return key ?? this.#note(withoutHooks(context));
  }

  isWithoutHooks({ hooks }: Context): boolean {
    return hooks !== this.#own.hooks;
  }

  #end(transaction: Transaction): void {
    for (const key of this.#keys.get(transaction) ?? []) {
      const context = this.get(key);
      const ended = this.isWithoutHooks(context) ? (this.#ended.without ??= context) : (this.#ended.with ??= context);
      this.#contexts.set(key, ended);
    }
    this.#keys.delete(transaction);
  }

  #note(context: Context): number {
    const key = newRunKey();
    this.#contexts.set(key, context);
    const { transaction } = context;
    if (transaction === null) return key;
    const keys = this.#keys.get(transaction);
    if (keys === undefined) this.#keys.set(transaction, [key]);
    else keys.push(key);
    return key;
  }
}

function withoutHooks(context: Context): Context {
  return { ...context, hooks: createHooks() };
}
