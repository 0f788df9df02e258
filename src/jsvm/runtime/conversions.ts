import { toText } from "../../lib/convert.ts";
import { jsonText } from "../../lib/json-text.ts";
import { DynamicList } from "./dynamic-list.ts";
import { isError, PanicError } from "./errors.ts";
import { wrongArgument } from "./go-arguments.ts";
import { goJson } from "./go-json.ts";
import { Reader } from "./reader.ts";
import { call } from "./server.ts";
import { goBytes, isBytes } from "./bytes.ts";
import { HostDateTime } from "./date-time.ts";

/** `toString(value)`: texts of numbers, bytes and readers, JSON of all else. */
export function hostToString(value: unknown): string {
  if (value instanceof Reader) return value.readAll();
  if (value instanceof HostDateTime) return value.string();
  if (value === null || value === undefined) return "";
  if (isError(value)) return value.error();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) {
    return isBytes(value) ? new TextDecoder().decode(Uint8Array.from(value)) : goJson(value);
  }
  return typeof value === "object" ? jsonText(value) : toText(value);
}

export function toBytes(value: unknown): number[] {
  if (value === null || value === undefined) return goBytes([]);
  if (value instanceof Reader) return goBytes(value.readBytes());
  const areBytes = Array.isArray(value) && value.every((item) => typeof item === "number" && item >= 0 && item <= 255);
  return goBytes(areBytes ? (value as number[]) : new TextEncoder().encode(hostToString(value)));
}

/** `readerToString(reader)` */
export function readerToString(reader: unknown): string {
  if (reader === null || reader === undefined) throw new PanicError("there is no reader");
  if (!(reader instanceof Reader)) throw wrongArgument(reader, "io.Reader");
  return reader.readAll();
}

export function arrayOf(item: unknown): DynamicList {
  if (item === null || item === undefined) throw new PanicError("a list needs something that its items are like");
  return DynamicList.make(item);
}

export function sleep(ms: number): void {
  call("system.sleep", 0, [ms]);
}
