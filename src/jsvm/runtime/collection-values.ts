import { HostDateTime } from "./date-time.ts";

/** Of a JSON value. */
export function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]));
}

export function textOfDate(value: unknown): string {
  return value instanceof HostDateTime ? value.string() : "";
}

/** As plain JSON, in which fields that are objects already don't say their type: as in PocketBase they can't be read then. */
export function plain(data: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
}

export function merged(old: unknown, given: unknown): unknown {
  if (!isMap(old) || !isMap(given)) return given;
  const result: Record<string, unknown> = { ...old };
  for (const [name, value] of Object.entries(given))
    if (Object.hasOwn(old, name)) result[name] = merged(old[name], value);
  return result;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface IndexParts {
  readonly name: string;
  readonly isUnique: boolean;
  readonly columns: string;
  readonly where: string;
}

/** The statement of an index as PocketBase writes it. */
export function indexText(table: string, { name, isUnique, columns, where }: IndexParts): string {
  const condition = where === "" ? "" : ` WHERE ${where}`;
  return `CREATE ${isUnique ? "UNIQUE " : ""}INDEX \`${name}\` ON \`${table}\` (${columns})${condition}`;
}
