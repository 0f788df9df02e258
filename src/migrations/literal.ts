const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const LINE_LENGTH = 80;

/** A JSON value as a TypeScript literal, short ones in a line. The first line is where it stands, the others are indented. */
export function literal(value: unknown, indent: string): string {
  const flat = flatLiteral(value);
  if (flat.length + indent.length <= LINE_LENGTH || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => literal(item, inner))
    : entriesOf(value).map(([key, item]) => `${propertyKey(key)}: ${literal(item, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close}`;
}

function flatLiteral(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  if (Array.isArray(value)) return `[${value.map(flatLiteral).join(", ")}]`;
  const entries = entriesOf(value).map(([key, item]) => `${propertyKey(key)}: ${flatLiteral(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

function propertyKey(key: string): string {
  // A plain `__proto__` would set the object's prototype.
  if (key === "__proto__") return `["__proto__"]`;
  return IDENTIFIER.test(key) ? key : JSON.stringify(key);
}
