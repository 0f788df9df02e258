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
