import { toText } from "../../lib/convert.ts";
import { integerArgument, notAnother, textArgument } from "./go-arguments.ts";
import { goError } from "./go-error.ts";
import { JsonMap } from "./json-map.ts";
import { jsonList } from "./values.ts";

type Kind = "string" | "int64" | "float64" | "bool" | "array" | "map";

/** What `nullString()` and its like give: the type of a property that may be null. */
export class NullableType {
  readonly kind: Kind;

  constructor(kind: Kind) {
    this.kind = kind;
  }
}

/** The type that a property of a model, or the values of a list, have in Go. */
export interface ColumnType {
  readonly kind: Kind;
  readonly isNullable: boolean;
}

/** The type of what stands for it in a shape: whole numbers are ints, -0 and fractions floats. Null for what can't be one. */
export function columnTypeOf(standard: unknown): ColumnType | null {
  if (standard instanceof NullableType) return { kind: standard.kind, isNullable: true };
  const kind = kindOf(standard);
  return kind === null ? null : { kind, isNullable: false };
}

function kindOf(standard: unknown): Kind | null {
  if (typeof standard === "string") return "string";
  if (typeof standard === "boolean") return "bool";
  if (typeof standard === "number") {
    return Number.isInteger(standard) && !Object.is(standard, -0) ? "int64" : "float64";
  }
  if (typeof standard !== "object" || standard === null) return null;
  return Array.isArray(standard) ? "array" : "map";
}

/** The value of a property that nothing was set to. */
export function emptyValue({ kind, isNullable }: ColumnType): unknown {
  if (isNullable) return null;
  if (kind === "string") return "";
  if (kind === "bool") return false;
  if (kind === "array") return jsonList([]);
  return kind === "map" ? new JsonMap({}) : 0;
}

/** What a script sets, in the type of the property. */
export function converted(value: unknown, { kind, isNullable }: ColumnType): unknown {
  if (isNullable && (value === null || value === undefined)) return null;
  switch (kind) {
    case "string":
      return textArgument(value);
    case "int64":
      return integerArgument(value);
    case "float64":
      return Number(value);
    case "bool":
      return Boolean(value);
    case "array":
      if (!Array.isArray(value ?? [])) throw notAnother(value, "types.JSONArray[interface {}]");
      return jsonList([...((value ?? []) as unknown[])]);
    case "map":
      if (value instanceof JsonMap) return value;
      if (typeof (value ?? {}) !== "object") throw notAnother(value, "types.JSONMap[interface {}]");
      return new JsonMap((value ?? {}) as Record<string, unknown>);
  }
}

/** Where a column's value goes, for messages. */
export interface ScanPlace {
  readonly index: number;
  readonly name: string;
}

/** A column's value in a type, as Go's `database/sql` reads it: what does not fit is an error. */
export function scanned(value: unknown, type: ColumnType, place: ScanPlace): unknown {
  if (value === null || value === undefined) {
    if (type.isNullable) return null;
    if (type.kind === "array" || type.kind === "map") return emptyValue(type);
  }
  try {
    return read(value ?? null, type.kind);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw goError(`sql: Scan error on column index ${place.index}, name "${place.name}": ${reason}`);
  }
}

function read(value: unknown, kind: Kind): unknown {
  switch (kind) {
    case "bool":
      return readBoolean(value);
    case "array":
    case "map":
      return readJson(value, kind);
    case "string":
      if (value === null) throw new Error("converting NULL to string is unsupported");
      return goText(value);
    case "int64":
    case "float64":
      return readNumber(value, kind);
  }
}

const INTEGER = /^[+-]?\d+$/;
/** A text that Go reads as a float. */
export const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$|^[+-]?(?:inf(?:inity)?)$|^nan$/i;

function readNumber(value: unknown, kind: "int64" | "float64"): number {
  if (value === null) throw new Error(`converting NULL to ${kind} is unsupported`);
  const text = goText(value);
  if ((kind === "int64" ? INTEGER : FLOAT).test(text)) {
    return Number(text.replace(/^([+-]?)inf(?:inity)?$/i, "$1Infinity"));
  }
  const type = typeof value === "string" ? "string" : "float64";
  throw new Error(`converting driver.Value type ${type} (${JSON.stringify(text)}) to a ${kind}: invalid syntax`);
}

/** The texts that Go reads as truth values. */
export const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(["1", "t", "T", "TRUE", "true", "True"].map((text) => [text, true])),
  ...Object.fromEntries(["0", "f", "F", "FALSE", "false", "False"].map((text) => [text, false])),
};

function readBoolean(value: unknown): boolean {
  const found = typeof value === "boolean" ? value : BOOLEANS[String(value)];
  if (found !== undefined) return found;
  const isFloat = typeof value === "number" && !Number.isInteger(value);
  throw new Error(`sql/driver: couldn't convert ${JSON.stringify(value)}${isFloat ? " (float64)" : ""} into type bool`);
}

function readJson(value: unknown, kind: "array" | "map"): unknown {
  const type = kind === "array" ? "JSONArray" : "JSONMap";
  if (typeof value !== "string") throw new Error(`failed to unmarshal ${type}[T] value: ${JSON.stringify(value)}`);
  const parsed = JSON.parse(value === "" ? (kind === "array" ? "[]" : "{}") : value) as unknown;
  const isArray = Array.isArray(parsed);
  if (parsed === null) return kind === "array" ? jsonList([]) : new JsonMap({});
  if (typeof parsed !== "object" || isArray !== (kind === "array")) {
    const found = isArray ? "array" : typeof parsed;
    throw new Error(`json: cannot unmarshal ${found} into Go value of type types.${type}[interface {}]`);
  }
  return isArray ? jsonList(parsed as unknown[]) : new JsonMap(parsed as Record<string, unknown>);
}

/** As Go formats it. */
function goText(value: unknown): string {
  if (typeof value !== "number" || (Number.isInteger(value) && Math.abs(value) < 1e21)) return toText(value);
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  // Go writes an exponent below 0.0001 and from 1,000,000 on.
  if (power >= -4 && power < 6) return toText(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
