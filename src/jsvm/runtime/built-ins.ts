import { DepthValue } from "./run-values.ts";

/**
 * PocketBase's own side is Go, so a handler that overwrites `JSON.stringify` or `Array.prototype.map` hurts other handlers at most.
 * Here the runtime is JavaScript in the same realm. So methods of the server's objects and all between two runs find what JavaScript
 * came with; what scripts have put in its place is seen by scripts alone, those of its depth. The same holds for what they add to
 * `Object.prototype`: a script that merges a body with the key `__proto__` into its own object has all objects say what a guest sent.
 * What scripts add elsewhere stays.
 */
const NAMES = (
  "Array ArrayBuffer BigInt Boolean Date Error Function JSON Map Math Number Object Promise Proxy RangeError Reflect RegExp " +
  "Set String Symbol TypeError Uint8Array WeakMap WeakSet TextDecoder TextEncoder"
).split(" ");

const {
  defineProperty: define,
  deleteProperty,
  getOwnPropertyDescriptor: descriptorOf,
  ownKeys,
  setPrototypeOf,
} = Reflect;
const { keys: keysOf, prototype: allObjects } = Object;
const OBJECT_KEYS = ownKeys(allObjects);

const ANY = `(?:${NAMES.join("|")})`;

/** Where one is handed on, and may be overwritten under another name: not in a text, nor behind `instanceof`. */
const HANDED_ON = `(?:[=(,[{?:|&>]|\\*/|\\breturn\\b)\\s*${ANY}\\b(?!\\s*[.(])`;

/** Methods of arrays that are given one call it, as in `filter(Boolean)`. */
const CALLED = /\.(?:map|flatMap|filter|some|every|find\w*)\(\s*(?:Boolean|Number|String)\s*\)/g;

/** What code contains that overwrites them. To compare all of them takes 20 µs, which other code is not to pay. */
const OVERWRITES = new RegExp(
  "\\b(?:prototype|constructor|globalThis|eval|Function)\\b|__proto__|etPrototypeOf|" +
    `\\bdelete\\s+${ANY}\\b|\\b${ANY}\\b\\s*(?:\\[|(?:\\.\\s*\\w+\\s*)?(?:[|&?]{2})?=(?![=>]))|${HANDED_ON}`,
);

/** What code contains that may overwrite them by names that it is given: `target[key] = value`. */
const OVERWRITES_BY_KEY = /\]\s*(?:[|&?]{2})?=(?![=>])|\bassign\b|\bdefinePropert/;

/** What code may do to what JavaScript came with: to compare all of it is worth it at each of its calls, or once at its end. */
export type Overwriting = "never" | "by key" | "by name";

interface Property {
  readonly owner: object;
  readonly key: PropertyKey;
  readonly descriptor: PropertyDescriptor;
}

/** What JavaScript came with, from the first code on that may overwrite it. */
let originals: readonly Property[] = [];
const NOTHING: readonly Property[] = [];
/** What scripts of each depth have overwritten. */
const overwritten = new DepthValue(() => NOTHING);
/** Whether scripts of each depth may call functions, such as those of modules, that may overwrite something. */
const isLeftSuspect = new DepthValue(() => false);
/** What runs now; of scripts, those are suspect that have overwritten something or may do so. */
let running: "runtime" | "script" | "suspect" = "runtime";

export function mayOverwrite(code: string): Overwriting {
  if (OVERWRITES.test(code.replaceAll(CALLED, ""))) return "by name";
  return OVERWRITES_BY_KEY.test(code) ? "by key" : "never";
}

/** Runs a script with what those of its depth have overwritten. `overwrites`: what its code may do. */
export function asScript<Result>(overwrites: Overwriting, work: () => Result): Result {
  const outer = running;
  if (overwrites !== "never") knowOriginals();
  showScript(overwrites === "by name");
  try {
    return work();
  } finally {
    // Compared once: at each of its calls that would cost a script with such a module half as much again.
    if (overwrites === "by key" || isLeftSuspect.current) running = "suspect";
    hideScript();
    running = outer;
  }
}

/** Notes code whose functions scripts of this depth may call from now on. Gives what it may do. */
export function noteLasting(code: string): Overwriting {
  const overwrites = mayOverwrite(code);
  if (overwrites !== "never") {
    knowOriginals();
    isLeftSuspect.current = true;
  }
  return overwrites;
}

function knowOriginals(): void {
  if (originals.length === 0) originals = builtIns();
}

/** Does what a script has called for with what JavaScript came with. */
export function asRuntime<Result>(work: () => Result): Result {
  if (running === "runtime") return work();
  const outer = running;
  hideScript();
  try {
    return work();
  } finally {
    showScript(outer === "suspect");
  }
}

/** Whether a script runs that may have overwritten something. */
export function isOverwriting(): boolean {
  return running === "suspect" || (running === "script" && isPolluted());
}

function showScript(overwrites: boolean): void {
  // By what the runtime called of a script, such as a getter.
  if (isPolluted()) overwritten.current = take();
  running = overwrites || overwritten.current.length > 0 ? "suspect" : "script";
  put(overwritten.current);
}

function hideScript(): void {
  if (isOverwriting()) overwritten.current = take();
  running = "runtime";
}

/** Takes 30 ns, so that it is asked at each call of any script. */
function isPolluted(): boolean {
  return keysOf(allObjects).length > 0;
}

function builtIns(): Property[] {
  const owners: object[] = [[].values(), new Map().values(), new Set().values(), "".matchAll(/x/g)].map(
    (iterator) => Object.getPrototypeOf(iterator) as object,
  );
  for (const name of NAMES) {
    const builtIn = Reflect.get(globalThis, name) as { readonly prototype?: object };
    owners.push(builtIn);
    if (builtIn.prototype !== undefined) owners.push(builtIn.prototype);
  }
  const all = owners.flatMap((owner) => properties(owner, Reflect.ownKeys(owner)));
  return [...properties(globalThis, NAMES), ...all];
}

function properties(owner: object, keys: readonly PropertyKey[]): Property[] {
  return keys.flatMap((key) => {
    const descriptor = descriptorOf(owner, key);
    return descriptor?.configurable === true && "value" in descriptor ? { owner, key, descriptor } : [];
  });
}

/** Puts the originals back; gives what was in their places. Uses nothing that may be overwritten. */
function take(): readonly Property[] {
  let taken = takeAdded();
  for (let index = 0; index < originals.length; index += 1) {
    const property = originals[index] as Property;
    if (isOriginal(property)) continue;
    const { owner, key, descriptor } = property;
    taken ??= [];
    taken[taken.length] = { owner, key, descriptor: ownDescriptor(owner, key) ?? { value: undefined } };
    if (!define(owner, key, descriptor)) isSpoilt = true;
  }
  return taken ?? NOTHING;
}

let isSpoilt = false;

/** Throws where a script has made something its own for good: the realm can't be used any more. */
export function checkBuiltIns(): void {
  if (isSpoilt) throw new TypeError(SPOILT);
}

const SPOILT =
  "a script has overwritten what JavaScript came with in a way that can't be undone, as with `configurable: false`";

/** First of all: with a `get` in all objects no property can be defined. */
function takeAdded(): Property[] | null {
  const keys = ownKeys(allObjects);
  if (keys.length === OBJECT_KEYS.length && !isPolluted()) return null;
  let taken: Property[] | null = null;
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as PropertyKey;
    const descriptor = isOfObjects(key) ? undefined : ownDescriptor(allObjects, key);
    if (descriptor?.configurable !== true) continue;
    deleteProperty(allObjects, key);
    taken ??= [];
    taken[taken.length] = { owner: allObjects, key, descriptor };
  }
  return taken;
}

function isOfObjects(key: PropertyKey): boolean {
  for (let index = 0; index < OBJECT_KEYS.length; index += 1) if (OBJECT_KEYS[index] === key) return true;
  return false;
}

/** With nothing but what is said of the property. */
function ownDescriptor(owner: object, key: PropertyKey): PropertyDescriptor | undefined {
  const descriptor = descriptorOf(owner, key);
  if (descriptor !== undefined) setPrototypeOf(descriptor, null);
  return descriptor;
}

/** A script may have put there what throws when it is read. */
function isOriginal({ owner, key, descriptor }: Property): boolean {
  try {
    return (owner as Record<PropertyKey, unknown>)[key] === descriptor.value;
  } catch {
    return false;
  }
}

/** The last first: what is in all objects comes back at the end. */
function put(properties: readonly Property[]): void {
  for (let index = properties.length - 1; index >= 0; index -= 1) {
    const { owner, key, descriptor } = properties[index] as Property;
    define(owner, key, descriptor);
  }
}
