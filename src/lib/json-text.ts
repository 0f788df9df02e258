import { isTooDeep } from "./json-depth.ts";
import type { Turns } from "./time-slicer.ts";

/**
 * JSON as PocketBase stores it: object keys sorted, no white space, and `< > &` and the line separators escaped.
 * Clients see the difference when they filter on the text of a JSON column.
 */
export function jsonText(value: unknown): string {
  return escapeJson(sortedJson(value));
}

/** JSON as answers have it: the keys as they come, escaped likewise. */
export function stringifyJson(value: unknown): string {
  return escapeJson(JSON.stringify(value) ?? "null");
}

const UNSAFE = /[<>&\u2028\u2029]/;

/** JSON text with the characters escaped that could end a script element or a line of a script. */
export function escapeJson(json: string): string {
  if (!UNSAFE.test(json)) return json;
  // One after another: with a fixed replacement each takes a tenth of the time of a function that is called a match.
  return json
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

const CHARACTERS_A_STEP = 256 * 1024;

/** As `escapeJson`, with pauses for long texts. Without a promise for those that need none. */
export function escapeLongJson(json: string, turns: () => Turns): string | Promise<string> {
  return json.length <= CHARACTERS_A_STEP ? escapeJson(json) : escapeInSteps(json, turns);
}

async function escapeInSteps(json: string, turns: () => Turns): Promise<string> {
  const pieces: string[] = [];
  const pauses = turns();
  for (let start = 0; start < json.length; start += CHARACTERS_A_STEP) {
    pieces.push(escapeJson(json.slice(start, start + CHARACTERS_A_STEP)));
    await pauses.pause();
  }
  return pieces.join("");
}

/** An object or list whose parts up to `next` are written. */
interface Open {
  readonly parts: readonly unknown[];
  /** In order; null for a list. */
  readonly keys: readonly string[] | null;
  next: number;
}

/**
 * Not by way of an object with sorted keys: objects put keys that are numbers first. With a stack of its own, because values may
 * be nested more deeply than calls.
 */
function sortedJson(root: unknown): string {
  const plain = plainText(root);
  if (plain !== null) return plain;
  let text = "";
  const stack: Open[] = [];
  const begin = (value: object): void => {
    const opened = open(value);
    text += opened.keys === null ? "[" : "{";
    stack.push(opened);
  };
  begin(withoutToJson(root) as object);
  for (let current = stack.at(-1); current !== undefined; current = stack.at(-1)) {
    const { parts, keys, next } = current;
    if (next >= parts.length) {
      text += keys === null ? "]" : "}";
      stack.pop();
      continue;
    }
    current.next += 1;
    const part = parts[next];
    const comma = next === 0 ? "" : ",";
    text += keys === null ? comma : `${comma}${textOf(keys[next] ?? "")}:`;
    const partText = plainText(part);
    if (partText === null) begin(withoutToJson(part) as object);
    else text += partText;
  }
  return text;
}

function open(value: object): Open {
  if (Array.isArray(value)) return { parts: value, keys: null, next: 0 };
  const object = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(object).filter((key) => object[key] !== undefined && typeof object[key] !== "function");
  if (!keys.every((key, index) => index === 0 || (keys[index - 1] ?? "") < key)) keys.sort((a, b) => (a < b ? -1 : 1));
  return { parts: keys.map((key) => object[key]), keys, next: 0 };
}

/** Null for objects and lists that hold others, or keys out of order. */
function plainText(value: unknown): string | null {
  if (typeof value === "string") return textOf(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return value.length === 0 ? "[]" : value.every(isPlain) ? JSON.stringify(value) : null;
  if (hasToJson(value)) return plainText(value.toJSON());
  return isPlainObject(value as Readonly<Record<string, unknown>>) ? JSON.stringify(value) : null;
}

function numberText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  return Number.isFinite(value) ? String(value) : "null";
}

function isPlainObject(object: Readonly<Record<string, unknown>>): boolean {
  let previous = "";
  for (const key of Object.keys(object)) {
    if (key < previous || !key.isWellFormed() || !isPlain(object[key])) return false;
    previous = key;
  }
  return true;
}

function isPlain(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  return typeof value === "object" ? value === null : !Object.is(value, -0);
}

function textOf(value: string): string {
  return JSON.stringify(value.toWellFormed());
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}

function withoutToJson(value: unknown): unknown {
  return typeof value === "object" && value !== null && hasToJson(value) ? withoutToJson(value.toJSON()) : value;
}

/** Whether the text is one JSON value that is not nested too deeply. */
export function isJson(text: string): boolean {
  if (isTooDeep(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
