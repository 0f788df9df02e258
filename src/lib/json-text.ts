/**
 * JSON as PocketBase stores it: object keys sorted, no white space, and `< > &` and the line separators escaped.
 * Clients see the difference when they filter on the text of a JSON column.
 */
export function jsonText(value: unknown): string {
  return escapeJson(JSON.stringify(sortKeys(value)) ?? "null");
}

/** JSON as answers have it: the keys as they come, escaped likewise. */
export function stringifyJson(value: unknown): string {
  return escapeJson(JSON.stringify(value) ?? "null");
}

const UNSAFE = /[<>&\u2028\u2029]/g;

function escapeJson(json: string): string {
  return UNSAFE.test(json)
    ? json.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
    : json;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  if ("toJSON" in value && typeof value.toJSON === "function") return sortKeys(value.toJSON());
  // A Map would keep "__proto__" and numeric keys in order too, but JSON.stringify knows only objects.
  const sorted: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) sorted[key] = sortKeys(item);
  return sorted;
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
