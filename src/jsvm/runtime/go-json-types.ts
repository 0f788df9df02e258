import { goJsonKind } from "../../lib/go-json-error.ts";
import { type ColumnType, converted } from "./column-type.ts";
import { JsonMap } from "./json-map.ts";

const GO_TYPES: Readonly<Record<ColumnType["kind"], string>> = {
  array: "types.JSONArray[interface {}]",
  bool: "bool",
  float64: "float64",
  int64: "int64",
  map: "types.JSONMap[interface {}]",
  string: "string",
};

const JSON_KINDS: Readonly<Record<ColumnType["kind"], string>> = {
  array: "array",
  bool: "bool",
  float64: "number",
  int64: "number",
  map: "object",
  string: "string",
};

/** Its name, for messages. */
export function goTypeOf({ kind }: ColumnType): string {
  return GO_TYPES[kind];
}

/**
 * What a value of a JSON text is, where Go does not read it into the type; null where it does. `written` is the number as it stands
 * there: Go takes no 1.0 for a whole number.
 */
export function jsonMismatch(value: unknown, { kind }: ColumnType, written: unknown): string | null {
  if (value === null) return null;
  const found = goJsonKind(value);
  if (found !== JSON_KINDS[kind]) return found;
  if (kind !== "int64") return null;
  const isWhole = typeof written === "string" && /^-?\d+$/.test(written) && Math.abs(Number(written)) <= 2 ** 63;
  return isWhole ? null : `number ${String(written)}`;
}

/** A property's value after Go has read one of JSON into it: null leaves plain values, and objects are merged. */
export function boundJson(before: unknown, value: unknown, type: ColumnType): unknown {
  if (value !== null) {
    const isMerged = type.kind === "map" && before instanceof JsonMap;
    return converted(isMerged ? { ...before.toJSON(), ...(value as object) } : value, type);
  }
  const isPlain = type.kind !== "array" && type.kind !== "map";
  return isPlain && !type.isNullable ? before : converted(null, type);
}
