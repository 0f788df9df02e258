import { escapeJson } from "../../lib/json-text.ts";
import { isBytes } from "./bytes.ts";
import { DynamicModel } from "./dynamic-model.ts";
import { goFields, isGoStruct } from "./go-struct.ts";
import { unpointed } from "./pointed-value.ts";
import { isNilList, isNilMap, jsonRawText } from "./values.ts";

/** What Go can't write as JSON: its answer stays empty. */
class UnsupportedValueError extends Error {}

/** The reason for which Go can't write a value as JSON; null where it can. */
export function goJsonProblem(value: unknown): string | null {
  try {
    textOf(value);
    return null;
  } catch (error) {
    if (isOfStack(error)) return "json: unsupported value: encountered a cycle via map[string]interface {}";
    return error instanceof UnsupportedValueError ? error.message : null;
  }
}

/** JSON as Go writes what scripts give it: sorted keys, null for undefined, dates without needless digits. "" for what it can't write. */
export function goJson(value: unknown): string {
  try {
    return escapeJson(textOf(value));
  } catch (error) {
    if (error instanceof UnsupportedValueError || isOfStack(error)) return "";
    throw error;
  }
}

/** An object that holds itself fills the stack. */
function isOfStack(error: unknown): boolean {
  return error instanceof RangeError;
}

function textOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.toWellFormed());
    case "number":
      return numberText(value);
    case "boolean":
    case "bigint":
      return String(value);
    case "undefined":
      return "null";
    case "object":
      return value === null ? "null" : objectText(value);
    case "function":
    case "symbol":
      throw new UnsupportedValueError("json: unsupported type: func(goja.FunctionCall) goja.Value");
  }
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    throw new UnsupportedValueError(`json: unsupported value: ${name}`);
  }
  return Object.is(value, -0) ? "-0" : String(value);
}

function objectText(value: object): string {
  const itself = unpointed(value);
  if (itself !== value) return textOf(itself);
  if (value instanceof Date) return JSON.stringify(value.toISOString().replace(/\.?0*Z$/, "Z"));
  if (Array.isArray(value) && !("toJSON" in value)) return listText(value);
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
    return `"${Buffer.from(value as Uint8Array).toString("base64")}"`;
  }
  // As Go gets them.
  if (value instanceof Map || value instanceof Set) return listText([...(value as Iterable<unknown>)]);
  if (isNilMap(value)) return "null";
  if (isGoStruct(value)) return mapText(value[goFields]());
  // That of a plain object is a function of the script, which Go can't write.
  if ("toJSON" in value && typeof value.toJSON === "function" && !Object.hasOwn(value, "toJSON")) {
    return textOf(value.toJSON());
  }
  const map = value instanceof DynamicModel ? DynamicModel.columnsOf(value) : value;
  return mapText(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function listText(list: readonly unknown[]): string {
  if (isNilList(list)) return "null";
  const text = jsonRawText(list);
  if (text !== null) return JSON.stringify(JSON.parse(text));
  return isBytes(list) ? `"${Uint8Array.from(list).toBase64()}"` : `[${Array.from(list, textOf).join(",")}]`;
}

function mapText(entries: readonly (readonly [string, unknown])[]): string {
  return `{${entries.map(([name, value]) => `${JSON.stringify(name.toWellFormed())}:${textOf(value)}`).join(",")}}`;
}
