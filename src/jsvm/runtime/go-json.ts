import { jsonText } from "../../lib/json-text.ts";
import { isBytes } from "./bytes.ts";
import { isNilList, jsonRawText } from "./values.ts";

/** What Go can't write as JSON: its answer stays empty. */
class UnsupportedValueError extends Error {}

/** JSON as Go writes what scripts give it: sorted keys, null for undefined, dates without needless digits. "" for what it can't write. */
export function goJson(value: unknown): string {
  try {
    return jsonText(plain(value));
  } catch (error) {
    if (error instanceof UnsupportedValueError) return "";
    throw error;
  }
}

function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "function" || typeof value === "symbol") throw new UnsupportedValueError();
  if (typeof value === "number" && !Number.isFinite(value)) throw new UnsupportedValueError();
  if (typeof value !== "object") return value;
  if (value instanceof Date) return value.toISOString().replace(/\.?0*Z$/, "Z");
  if (Array.isArray(value)) {
    if (isNilList(value)) return null;
    const text = jsonRawText(value);
    if (text !== null) return JSON.parse(text) as unknown;
    return isBytes(value) ? Uint8Array.from(value).toBase64() : (value as unknown[]).map(plain);
  }
  if ("toJSON" in value && typeof value.toJSON === "function") return plain(value.toJSON());
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
