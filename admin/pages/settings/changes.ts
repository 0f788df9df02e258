/**
 * What differs between two values, for the server to merge: objects hold only their changed parts, lists are whole. Undefined
 * where nothing differs.
 */
export function changedPart(before: unknown, after: unknown): unknown {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  if (!isObject(before) || !isObject(after)) return after;
  const parts = Object.entries(after)
    .map(([key, value]) => [key, changedPart(before[key], value)] as const)
    .filter(([, value]) => value !== undefined);
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
