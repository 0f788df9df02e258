import { JsonDepthError, isTooDeep } from "./json-depth.ts";

/**
 * Parses the first JSON value of the text and ignores what follows it, as Go's decoder does.
 * Throws a `SyntaxError` where there is none, a `JsonDepthError` where it is nested too deeply.
 */
export function parseFirstJson(text: string): unknown {
  if (isTooDeep(text)) throw new JsonDepthError();
  const value = parseFirst(text);
  return MAY_DIFFER.test(text) ? asGoReads(value) : value;
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

/** Go takes no number beyond those of 64 bits, and U+FFFD for half of a surrogate pair. */
function asGoReads(root: unknown): unknown {
  const holder = { root };
  const waiting: Record<string, unknown>[] = [holder];
  for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
    for (const [key, value] of Object.entries(object)) {
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
        throw new SyntaxError("a number is too large");
      }
      if (typeof value === "object" && value !== null) waiting.push(value as Record<string, unknown>);
      if (!key.isWellFormed()) delete object[key];
      if (!key.isWellFormed() || typeof value === "string") setOwn(object, key.toWellFormed(), wellFormed(value));
    }
  }
  return holder.root;
}

function wellFormed(value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}

/** Not by an assignment, which takes `__proto__` for something else. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/** The offset behind the first object or list; null where the text starts with something else or it isn't closed. */
function endOfFirstValue(text: string): number | null {
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
