import type { SqlValue } from "../engine.ts";

const decoder = new TextDecoder();

/**
 * A parameter as it is sent. Numbers go as text: the driver would declare them int4, int8 or float8 by their value, which makes a
 * prepared statement for each mix, whereas a text takes the type that the server infers. What PostgreSQL can't hold in a text,
 * NUL and half surrogates, is removed or replaced.
 */
export function boundValue(value: SqlValue): string | boolean | null {
  if (typeof value === "string") return isPlain(value) ? value : value.replaceAll("\0", "").toWellFormed();
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return boundValue(decoder.decode(value));
  return value;
}

function isPlain(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}
