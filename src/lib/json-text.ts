import { isTooDeep } from "./json-depth.ts";

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
  return json.replaceAll(new RegExp(UNSAFE, "g"), (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * Not by way of an object with sorted keys: objects put keys that are numbers first. With a stack of its own, because values may
 * be nested more deeply than calls.
 */
function sortedJson(root: unknown): string {
  let text = "";
  // Texts are JSON already, objects and lists are still to be written.
  const waiting: (string | object)[] = [textOrParts(root)];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === "string") text += next;
    else if (Array.isArray(next)) {
      text += "[";
      waiting.push("]");
      for (let index = next.length - 1; index >= 0; index -= 1) {
        waiting.push(textOrParts(next[index]));
        if (index > 0) waiting.push(",");
      }
    } else {
      text += "{";
      waiting.push("}");
      const entries = Object.entries(next).filter(([, item]) => item !== undefined && typeof item !== "function");
      entries.sort(([a], [b]) => (a < b ? 1 : -1));
      entries.forEach(([key, item], index) => {
        waiting.push(textOrParts(item), `${index < entries.length - 1 ? "," : ""}${textOrParts(key) as string}:`);
      });
    }
  }
  return text;
}

function textOrParts(value: unknown): string | object {
  if (typeof value === "string") return JSON.stringify(value.toWellFormed());
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  return "toJSON" in value && typeof value.toJSON === "function" ? textOrParts(value.toJSON()) : value;
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
