import { unpointed } from "./pointed-value.ts";

/**
 * The method by which what stands for a struct of Go gives its fields as Go writes them: in the order of the struct, under the names
 * of Go. All other objects are maps, whose keys Go sorts.
 */
export const goFields = Symbol("Go's fields");

export interface GoStruct {
  [goFields](): readonly (readonly [name: string, value: unknown])[];
}

export function isGoStruct(value: object): value is GoStruct {
  return goFields in value;
}

/** The fields of an object in the order of the names; null for what it lacks. */
export function fieldsOf(object: object, names: readonly string[]): [string, unknown][] {
  const values = object as Readonly<Record<string, unknown>>;
  return names.map((name) => [name, values[name] ?? null]);
}

/** A map that stands for a struct all through. */
export class OrderedMap implements GoStruct {
  readonly #map: object;

  constructor(map: object) {
    this.#map = map;
  }

  [goFields](): [string, unknown][] {
    return Object.entries(this.#map).map(([name, value]) => [name, ordered(value)]);
  }
}

function ordered(value: unknown): unknown {
  // What writes itself has its own order.
  if (typeof value !== "object" || value === null || "toJSON" in value || unpointed(value) !== value) return value;
  return Array.isArray(value) ? value.map(ordered) : new OrderedMap(value);
}
