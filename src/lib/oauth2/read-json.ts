/** The value at the end of a path into parsed JSON; undefined where the path leads nowhere. */
export function valueAt(json: unknown, ...path: readonly (string | number)[]): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/**
 * The value of a JSON text, null where it is none. Integers that JavaScript's numbers would round become texts: two users of a
 * provider whose ids differ in the last digits must not be one.
 */
export function parseJson(text: string): unknown {
  try {
    // A reviver makes it slower, and is mostly of no use.
    return /\d{16}|e\d/i.test(text) ? JSON.parse(text, exactNumber) : JSON.parse(text);
  } catch {
    return null;
  }
}

function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isExact = typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value);
  return isExact ? value : (context?.source ?? value);
}

/** The text there, or the digits of an integer that is exact; "" for anything else. */
export function textAt(json: unknown, ...path: readonly (string | number)[]): string {
  const value = valueAt(json, ...path);
  return typeof value === "string" ? value : Number.isSafeInteger(value) ? String(value) : "";
}

/** The text there; "" for anything else, numbers too. */
export function onlyTextAt(json: unknown, ...path: readonly (string | number)[]): string {
  const value = valueAt(json, ...path);
  return typeof value === "string" ? value : "";
}

/** Whether true is there. Some providers write it as a text or as a number. */
export function isTrueAt(json: unknown, ...path: readonly (string | number)[]): boolean {
  const value = valueAt(json, ...path);
  return value === true || value === 1 || value === "1" || (typeof value === "string" && /^true$/i.test(value));
}

/** The list there, empty where there is none. */
export function listAt(json: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const value = valueAt(json, ...path);
  return Array.isArray(value) ? value : [];
}
