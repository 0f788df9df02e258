import { JsonDepthError, isTooDeep } from "./json-depth.ts";

/**
 * Parses the first JSON value of the text and ignores what follows it, as Go's decoder does.
 * Throws a `SyntaxError` where there is none, a `JsonDepthError` where it is nested too deeply.
 */
export function parseFirstJson(text: string): unknown {
  if (isTooDeep(text)) throw new JsonDepthError();
  const value = parseFirst(text);
  return mayDiffer(text) ? asGoReads(value) : value;
}

/** Whether JavaScript may read the text otherwise than Go. */
export function mayDiffer(text: string): boolean {
  return MAY_DIFFER.test(text);
}

function parseFirst(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const end = endOfFirstValue(text);
    if (end === null || end === text.length) throw error;
    return JSON.parse(text.slice(0, end));
  }
}

/** Escapes of surrogates, and numbers that may be too large. */
const MAY_DIFFER = /\\u[dD][89a-fA-F]|[eE]\+?\d{3}|(?:^|\D)\d{309}/;

/** Go takes no number beyond those of 64 bits, and U+FFFD for half of a surrogate pair. Changes the value itself. */
export function asGoReads(root: unknown): unknown {
  const holder = [root];
  const waiting: object[] = [holder];
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    if (Array.isArray(parent)) correctItems(parent, waiting);
    else correctMembers(parent as Record<string, unknown>, waiting);
  }
  return holder[0];
}

function correctItems(list: unknown[], waiting: object[]): void {
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index];
    if (typeof item === "string") list[index] = item.toWellFormed();
    else collect(item, waiting);
  }
}

function correctMembers(object: Record<string, unknown>, waiting: object[]): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    collect(value, waiting);
    if (!key.isWellFormed()) delete object[key];
    else if (typeof value !== "string" || value.isWellFormed()) continue;
    setOwn(object, key.toWellFormed(), typeof value === "string" ? value.toWellFormed() : value);
  }
}

function collect(value: unknown, waiting: object[]): void {
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    throw new SyntaxError("a number is too large");
  }
  if (typeof value === "object" && value !== null) waiting.push(value);
}

/** Not by an assignment, which takes `__proto__` for something else. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/** The offset behind the first object or list; null where the text starts with something else or it isn't closed. */
export function endOfFirstValue(text: string): number | null {
  const start = text.search(/[^ \t\r\n]/);
  if (start < 0 || !"{[".includes(text.charAt(start))) return null;
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index++) {
    const character = text.charAt(index);
    if (inString) {
      if (character === "\\") index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") {
      depth--;
      if (depth === 0) return index + 1;
    }
  }
  return null;
}
