import type { Thrown } from "../wire.ts";
import { thrownOf } from "./errors.ts";
import { asRuntime, noteLasting } from "./built-ins.ts";
import { runScript } from "./run-script.ts";
import { call } from "./server.ts";

/** A function as values of `$app.store()` have it. */
export interface KeptFunction {
  /** The realm that has it. */
  readonly realm: string;
  readonly id: number;
  readonly code: string;
}

/** Asks the realm that loaded the files to call a function that these have put into the store. */
export interface StoredCallMessage {
  readonly stored: { readonly id: number; readonly args: readonly unknown[] };
}

export interface StoredCallOutcome {
  readonly value?: unknown;
  readonly threw?: Thrown;
}

type AnyFunction = (...args: readonly unknown[]) => unknown;

/** What brings values into the form in which they leave the realm, and back. */
export interface ValueForms {
  keep(value: unknown): unknown;
  restore(form: unknown): unknown;
}

const realm = Math.random().toString(36).slice(2);
const MAX_FUNCTIONS = 1000;
const functions = new Map<number, AnyFunction>();
const ids = new WeakMap<AnyFunction, number>();
let lastId = 0;
let isLoading = false;

/** The realm loads files: what they put into the store keeps what stands around it. */
export function noteLoading(): void {
  isLoading = true;
}

export function keptFunction(value: AnyFunction): KeptFunction {
  let id = ids.get(value);
  if (id === undefined || !functions.has(id)) {
    if (functions.size === 0 && isLoading) call("store.own", 0, [realm]);
    lastId += 1;
    id = lastId;
    ids.set(value, id);
    functions.set(id, value);
    if (functions.size > MAX_FUNCTIONS) functions.delete(functions.keys().next().value ?? 0);
  }
  return { realm, id, code: String(value) };
}

/** The function itself in its own realm; in others what has it called there, or for one of a handler its code anew. */
export function restoredFunction(kept: KeptFunction, forms: ValueForms): AnyFunction {
  noteLasting(kept.code);
  const own = kept.realm === realm ? functions.get(kept.id) : undefined;
  if (own !== undefined) return own;
  let copy: AnyFunction | undefined;
  return (...args) => {
    const result = copy === undefined ? asRuntime(() => callThere(kept, args, forms)) : null;
    if (result !== null) return result.value;
    copy ??= (0, eval)(`"use strict";(${kept.code}\n)`) as AnyFunction;
    return Reflect.apply(copy, undefined, args);
  };
}

/** Has the realm that has the function call it. Null where it can't. */
function callThere(
  kept: KeptFunction,
  args: readonly unknown[],
  forms: ValueForms,
): { readonly value: unknown } | null {
  if (!args.every(canBeSent)) return null;
  const outcome = call("store.call", 0, [kept.realm, kept.id, args.map((arg) => forms.keep(arg))]);
  return outcome === null ? null : { value: forms.restore((outcome as StoredCallOutcome).value) };
}

/** Values and records can; events and other objects of this realm are for a copy of the function only. */
function canBeSent(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value !== "symbol";
  if (Array.isArray(value)) return value.every(canBeSent);
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.values(value).every(canBeSent) : "toWire" in value || value instanceof Date;
}

export function runStoredCall({ stored: { id, args } }: StoredCallMessage, forms: ValueForms): StoredCallOutcome {
  try {
    const found = functions.get(id);
    if (found === undefined) throw new TypeError("the function of $app.store() is not there any more");
    const restored = args.map((arg) => forms.restore(arg));
    return { value: forms.keep(runScript("by name", () => found(...restored))) };
  } catch (error) {
    return { threw: thrownOf(error) };
  }
}
