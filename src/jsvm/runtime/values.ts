import { goBytes, isBytes, textOfBytes } from "./bytes.ts";

/** The value of a JSON field as scripts get it: the bytes of its text, which `String()` and `JSON.parse` read as that text. */
export function jsonRaw(text: string): number[] {
  const bytes = goBytes(new TextEncoder().encode(text), text);
  for (const name of ["toString", "string", "value"]) Object.defineProperty(bytes, name, { value: () => text });
  Object.defineProperty(bytes, "marshalJSON", { value: () => bytes });
  return bytes;
}

/** The text of such a value; null for other lists. */
export function jsonRawText(list: readonly unknown[]): string | null {
  return isBytes(list) ? textOfBytes(list) : null;
}

/** A value that stands for a bytes slice of Go. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return Array.isArray(value) ? Uint8Array.from(value as number[]) : new TextEncoder().encode(String(value));
}

/** The text of a value that stands for a text or its bytes in Go. */
export function textFrom(value: unknown): string {
  return typeof value === "string" ? value : new TextDecoder().decode(bytesOf(value));
}

/** A list whose text is its JSON, as that of PocketBase's JSON arrays. */
export function jsonList<List extends readonly unknown[]>(list: List): List {
  return Object.defineProperty(list, "toString", { value: () => JSON.stringify(list), configurable: true });
}

const nilLists = new WeakSet<object>();

/** A slice of Go that is nil: an empty list that Go writes as null. */
export function nilList<Item>(): Item[] {
  return markNil<Item[]>([]);
}

export function markNil<List extends readonly unknown[]>(list: List): List {
  nilLists.add(list);
  return list;
}

/** Empty, it is a list without items then. */
export function unmarkNil(list: readonly unknown[]): void {
  nilLists.delete(list);
}

export function isNilList(list: readonly unknown[]): boolean {
  return list.length === 0 && nilLists.has(list);
}

const nilMaps = new WeakSet<object>();

/** A map of Go that is nil as long as it is empty: Go writes it as null then. */
export function nilMap(entries: object | null | undefined = {}): Record<string, unknown> {
  const map: Record<string, unknown> = { ...entries };
  nilMaps.add(map);
  return map;
}

export function isNilMap(map: object): boolean {
  return nilMaps.has(map) && Object.keys(map).length === 0;
}
