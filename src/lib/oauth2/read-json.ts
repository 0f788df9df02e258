/** The value at the end of a path into parsed JSON; undefined where the path leads nowhere. */
export function valueAt(json: unknown, ...path: readonly (string | number)[]): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** The text there, or the digits of a number; "" for anything else. */
export function textAt(json: unknown, ...path: readonly (string | number)[]): string {
  const value = valueAt(json, ...path);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
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
