import { toText } from "../../lib/convert.ts";

const INTEGER = /^[+-]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|\d+)$/;

/** As Go's casts make whole numbers: of texts that are one ("7", "7.0", "0x1f"), and of numbers without their fraction. */
export function integerOf(value: unknown): number {
  if (typeof value === "number") return Number.isFinite(value) ? Math.trunc(value) : 0;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string") return 0;
  const text = value.replace(/\.0*$/, "");
  if (!INTEGER.test(text)) return 0;
  const [, sign = "", digits = "0"] = /^([+-]?)(.*)$/.exec(text) ?? [];
  const number = Number(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return sign === "-" ? -number : number;
}

/** As Go's casts make texts: lists and maps have none. */
export function textOf(value: unknown): string {
  const isPlain = typeof value !== "object" || value === null || value instanceof Uint8Array;
  if (isPlain) return toText(value);
  if ("string" in value && typeof value.string === "function") return String((value.string as () => unknown)());
  return "";
}

/** The distinct texts of a value, without empty ones. */
export function textsOf(value: unknown): string[] {
  if (value === null || value === undefined || value === "") return [];
  if (typeof value === "string") return distinct(value.includes("[") ? textsOfJson(value) : [value]);
  if (Array.isArray(value)) return distinct(value.map(textOf));
  return distinct([textOf(value)]);
}

/** Of JSON only lists of texts count; what is no JSON list is a text by itself. */
function textsOfJson(json: string): string[] {
  try {
    const parsed: unknown = JSON.parse(json);
    if (Array.isArray(parsed) && parsed.every((item) => typeof item === "string")) return parsed;
  } catch {
    // A text with a bracket in it.
  }
  return [json];
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== "");
}
