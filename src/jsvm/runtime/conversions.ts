import { toText } from "../../lib/convert.ts";
import { DynamicList } from "./dynamic-list.ts";
import { isError, PanicError } from "./errors.ts";
import { integerArgument, textArgument, wrongArgument } from "./go-arguments.ts";
import { goJson } from "./go-json.ts";
import { Reader } from "./reader.ts";
import { call } from "./server.ts";
import { goBytes, isBytes } from "./bytes.ts";
import { GoTime } from "./go-time.ts";

/** `toString(value)`: texts of numbers, bytes, readers and what Go has a text for, JSON of all else. */
export function hostToString(value: unknown): string {
  if (value instanceof Reader) return value.readAll();
  if (value instanceof Date) return new GoTime(value.getTime()).string();
  if (value === null || value === undefined) return "";
  if (isError(value)) return value.error();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) {
    return isBytes(value) ? new TextDecoder().decode(Uint8Array.from(value)) : goJson(value);
  }
  if (typeof value !== "object") return Object.is(value, -0) ? "-0" : toText(value);
  const hasText = "string" in value && typeof value.string === "function" && !Object.hasOwn(value, "string");
  return hasText ? textArgument((value.string as () => unknown)()) : goJson(value);
}

export function toBytes(value: unknown): number[] {
  if (value === null || value === undefined) return goBytes([]);
  if (value instanceof Reader) return goBytes(value.readBytes());
  const areBytes = Array.isArray(value) && value.every((item) => typeof item === "number" && item >= 0 && item <= 255);
  return goBytes(areBytes ? (value as number[]) : new TextEncoder().encode(hostToString(value)));
}

/** `readerToString(reader, maxBytes)` */
export function readerToString(reader: unknown, maxBytes?: unknown): string {
  if (reader === null || reader === undefined) throw new PanicError("there is no reader");
  if (!(reader instanceof Reader)) throw wrongArgument(reader, "io.Reader");
  const limit = integerArgument(maxBytes);
  return limit > 0 ? reader.readText(limit) : reader.readAll();
}

export function arrayOf(item: unknown): DynamicList {
  if (item === null || item === undefined) throw new PanicError("a list needs something that its items are like");
  return DynamicList.make(item);
}

export function sleep(ms: number): void {
  call("system.sleep", 0, [ms]);
}
