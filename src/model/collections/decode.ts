import { parseDate } from "../../lib/dates.ts";
import type { OptionKind } from "./field-shapes.ts";

/** A value of a definition has the wrong type. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}

/** The value of an option of a field; null and a missing one are the empty value. */
export function decodeOption(kind: OptionKind, raw: unknown, name: string): unknown {
  switch (kind) {
    case "text":
      return decodeText(raw, "", name);
    case "flag":
      return decodeFlag(raw, false, name);
    case "integer":
      return decodeInteger(raw, 0, name);
    case "number?":
      if (raw === undefined || raw === null) return null;
      if (typeof raw === "number") return raw;
      throw new DecodeError(`${name} must be a number`);
    case "list":
      return raw === undefined || raw === null ? null : decodeList(raw, name).map((item) => decodeText(item, "", name));
    case "date":
      return parseDate(decodeText(raw, "", name));
  }
}

/** Whether `decodeOption` would give the value itself; false also where that takes a closer look. Kind null is the type. */
export function isDecoded(kind: OptionKind | null, value: unknown): boolean {
  switch (kind) {
    case "text":
    case null:
      return typeof value === "string";
    case "flag":
      return typeof value === "boolean";
    case "integer":
      return Number.isInteger(value);
    case "number?":
      return value === null || typeof value === "number";
    case "list":
      return value === null || (Array.isArray(value) && value.every((item) => typeof item === "string"));
    case "date":
      return value === "";
  }
}

export function decodeText(raw: unknown, current: string, name: string): string {
  if (raw === undefined || raw === null) return current;
  if (typeof raw !== "string") throw new DecodeError(`${name} must be a text`);
  return raw;
}

/** A rule: null is a value of its own. */
export function decodeNullableText(raw: unknown, current: string | null, name: string): string | null {
  return raw === undefined ? current : raw === null ? null : decodeText(raw, "", name);
}

export function decodeFlag(raw: unknown, current: boolean, name: string): boolean {
  if (raw === undefined || raw === null) return current;
  if (typeof raw !== "boolean") throw new DecodeError(`${name} must be true or false`);
  return raw;
}

export function decodeInteger(raw: unknown, current: number, name: string): number {
  if (raw === undefined || raw === null) return current;
  if (typeof raw !== "number" || !Number.isInteger(raw)) throw new DecodeError(`${name} must be a whole number`);
  return raw;
}

export function decodeList(raw: unknown, name: string): readonly unknown[] {
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) throw new DecodeError(`${name} must be a list`);
  return raw;
}

export function decodeObject(raw: unknown, name: string): Readonly<Record<string, unknown>> {
  if (raw === undefined || raw === null) return {};
  if (!isObject(raw)) throw new DecodeError(`${name} must be an object`);
  return raw;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
