import { textOfBytes, isBytes } from "../bytes.ts";
import { HostDateTime } from "../date-time.ts";
import { unpointed } from "../pointed-value.ts";

/** A value as statements take it: bytes as `{ bytes }`, dates as texts. What Go can't bind is `{ type }`. */
export function sqlArgument(given: unknown): unknown {
  const value = unpointed(given);
  if (value === undefined || value === null) return null;
  if (value instanceof Date)
    return value
      .toISOString()
      .replace("T", " ")
      .replace(/\.?0*Z$/, " +0000 UTC");
  if (value instanceof HostDateTime) return value.string();
  if (value instanceof Uint8Array) return { bytes: value.toBase64() };
  if (isBytes(value)) return textOfBytes(value) ?? { bytes: Uint8Array.from(value).toBase64() };
  if (typeof value === "function") return { type: "func(goja.FunctionCall) goja.Value, a func" };
  if (Array.isArray(value)) return { type: "[]interface {}, a slice of interface" };
  return typeof value === "object" ? { type: "map[string]interface {}, a map" } : value;
}
