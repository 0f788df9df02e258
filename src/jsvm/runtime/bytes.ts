import { wrongArgument } from "./go-arguments.ts";

/** Lists that stand for bytes of Go, and the JSON text that those of JSON fields are of. */
const known = new WeakMap<object, string | null>();

/** A list of numbers that is known to be bytes; `text` is what they are read as. */
export function goBytes(values: Iterable<number>, text: string | null = null): number[] {
  const bytes = [...values];
  known.set(bytes, text);
  return bytes;
}

export function isBytes(value: unknown): value is number[] {
  return typeof value === "object" && value !== null && known.has(value);
}

/** The JSON text that the bytes are of; null for other bytes. */
export function textOfBytes(bytes: number[]): string | null {
  return known.get(bytes) ?? null;
}

/** An argument of bytes: a text, a list of numbers or nothing; `place` counts from 0. */
export function bytesArgument(value: unknown, place: number): Uint8Array {
  if (value === null || value === undefined) return new Uint8Array();
  if (typeof value === "string") return new TextEncoder().encode(value);
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return Uint8Array.from(value as number[]);
  throw wrongArgument(value, "[]uint8", place);
}
