import { toText } from "../../lib/convert.ts";
import { jsonText } from "../../lib/json-text.ts";
import { DynamicList } from "./dynamic-model.ts";
import { Reader } from "./reader.ts";
import { call } from "./server.ts";
import { DateTime } from "./values.ts";

/** `toString(value)`: texts of numbers, bytes and readers, JSON of all else. */
export function hostToString(value: unknown): string {
  if (value instanceof Reader) return value.readAll();
  if (value instanceof DateTime) return value.string();
  if (value === null || value === undefined) return "";
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) {
    const isBytes = value.every((item) => typeof item === "number" && item >= 0 && item <= 255);
    return isBytes ? new TextDecoder().decode(Uint8Array.from(value as number[])) : jsonText(value);
  }
  return typeof value === "object" ? jsonText(value) : toText(value);
}

export function toBytes(value: unknown): number[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return [...(value as number[])];
  if (value instanceof Reader) return [...value.readBytes()];
  return [...new TextEncoder().encode(hostToString(value))];
}

export function arrayOf(item: unknown): DynamicList {
  return DynamicList.make(item);
}

export function sleep(ms: number): void {
  call("system.sleep", 0, [ms]);
}
