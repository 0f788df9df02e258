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

/** Not by way of an object with sorted keys: objects put keys that are numbers first. */
function sortedJson(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.toWellFormed());
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if ("toJSON" in value && typeof value.toJSON === "function") return sortedJson(value.toJSON());
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== "function");
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${sortedJson(key)}:${sortedJson(item)}`).join(",")}}`;
}

/** Whether the text is one JSON value. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
