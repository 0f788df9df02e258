import { escapeHtml, textOf } from "./html-escape.ts";
import { TemplateError } from "./nodes.ts";
import { ownText, SafeHtml, sprint, sprintf } from "./print.ts";

export type TemplateFunction = (...values: readonly unknown[]) => unknown;

/** Go's functions for templates. `and` and `or` are not here: they leave out what they need not look at. */
export const builtinFunctions: Readonly<Record<string, TemplateFunction>> = {
  not: (value) => !isTrue(value),
  len: lengthOf,
  index: (value, ...keys) => keys.reduce(itemOf, value),
  slice: sliceOf,
  print: (...values) => printed(values),
  printf: (format, ...values) => sprintf(textOf(format), values),
  println: (...values) => `${values.map(sprint).join(" ")}\n`,
  html: (...values) => new SafeHtml(escapeHtml(printed(values)).replaceAll("&#43;", "+")),
  js: (...values) => escapeJs(printed(values)),
  urlquery: (...values) => {
    const query = new URLSearchParams([["", printed(values)]]).toString().slice(1);
    return query.replaceAll("*", "%2A").replaceAll("%7E", "~");
  },
  call: (work, ...values) => {
    if (typeof work !== "function") throw new TemplateError("non-function given to call");
    return (work as TemplateFunction)(...values);
  },
  eq: (value, ...others) => {
    if (others.length === 0) throw new TemplateError("missing argument for comparison");
    return others.some((other) => isEqual(value, other));
  },
  ne: (a, b) => !isEqual(a, b),
  lt: (a, b) => compare(a, b) < 0,
  le: (a, b) => compare(a, b) <= 0,
  gt: (a, b) => compare(a, b) > 0,
  ge: (a, b) => compare(a, b) >= 0,
  raw: (text) => new SafeHtml(textOf(text)),
};

/** Whether Go has such a function for templates. */
export function isFunction(name: string): boolean {
  return name === "and" || name === "or" || Object.hasOwn(builtinFunctions, name);
}

/** Empty lists, maps and texts, 0 and nothing are false. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** An object that is a map in Go: a plain one. */
export function isMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === null;
}

/** Spaces stand between what are no texts. */
function printed(values: readonly unknown[]): string {
  return values
    .map((value, at) => {
      const isApart = at > 0 && typeof value !== "string" && typeof values[at - 1] !== "string";
      return (isApart ? " " : "") + sprint(value);
    })
    .join("");
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return new TextEncoder().encode(value).length;
  if (Array.isArray(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  throw new TemplateError(`len of type ${goType(value)}`);
}

function itemOf(value: unknown, key: unknown): unknown {
  if (value === null || value === undefined) throw new TemplateError("index of untyped nil");
  if (isMap(value)) {
    if (typeof key !== "string") throw new TemplateError(`value has type ${goType(key)}; should be string`);
    return Object.hasOwn(value, key) ? value[key] : undefined;
  }
  const list = typeof value === "string" ? [...new TextEncoder().encode(value)] : value;
  if (!Array.isArray(list)) throw new TemplateError(`can't index item of type ${goType(value)}`);
  if (typeof key !== "number") throw new TemplateError(`cannot index slice/array with type ${goType(key)}`);
  if (key < 0 || key >= list.length) throw new TemplateError(`index out of range: ${key}`);
  return list[key] as unknown;
}

function sliceOf(value: unknown, ...bounds: readonly unknown[]): unknown {
  if (typeof value !== "string" && !Array.isArray(value))
    throw new TemplateError(`can't slice item of type ${goType(value)}`);
  const [start = 0, end = value.length] = bounds.map(Number);
  for (const bound of [start, end]) {
    if (!(bound >= 0 && bound <= value.length)) throw new TemplateError(`index out of range: ${bound}`);
  }
  if (start > end) throw new TemplateError(`invalid slice index: ${start} > ${end}`);
  return value.slice(start, end);
}

type Basic = string | number | boolean;

function basic(value: unknown): Basic {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  throw new TemplateError("non-comparable type in comparison");
}

function isEqual(a: unknown, b: unknown): boolean {
  const isNothing = (value: unknown): boolean => value === null || value === undefined;
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  const [left, right] = [comparable(a), comparable(b)];
  if (!areAlike(left, right)) throw incompatible(left, right);
  return left === right;
}

/** Host values such as dates are compared as what they are worth. */
function comparable(value: unknown): Basic {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isMap(value)
    ? ownText(value)
    : basic(value);
}

/** Whole numbers and fractions are two types in Go. */
function areAlike(left: Basic, right: Basic): boolean {
  return typeof left === typeof right && Number.isInteger(left) === Number.isInteger(right);
}

function incompatible(left: unknown, right: unknown): TemplateError {
  return new TemplateError(`incompatible types for comparison: ${goType(left)} and ${goType(right)}`);
}

/** What Go calls the type of a value of a script. */
export function goType(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float64";
  if (typeof value === "boolean") return "bool";
  if (typeof value !== "object") return typeof value;
  return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}

function compare(a: unknown, b: unknown): number {
  const [left, right] = [basic(a), basic(b)];
  if (!areAlike(left, right) || typeof left === "boolean") {
    throw incompatible(left, right);
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

const JS_ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "'": "\\'", '"': '\\"' };

function escapeJs(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replaceAll(/[\0-\x1f\\'"<>&=]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return JS_ESCAPES[character] ?? `\\u${code}`;
  });
}
