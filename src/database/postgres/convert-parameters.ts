// What SQLite would make of a bound value, made before it is sent: a parameter of PostgreSQL has one type.
import { lowerAscii } from "../../lib/filter/match-like.ts";
import type { SqlValue } from "../engine.ts";

const NUMBER = /^[ \t\n\v\f\r]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t\n\v\f\r]*$/;
const NUMBER_AT_START = /^[ \t\n\v\f\r]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;
/** Significant digits of a number that SQLite prints: the first where it is the same number with them. */
const FEW_DIGITS = 15;
const MOST_DIGITS = 17;

/** Of a value that was bound as a whole number where it is one. */
export function toText(value: SqlValue): string | null {
  if (typeof value === "number") {
    if (Number.isNaN(value)) return null;
    return Number.isSafeInteger(value) ? String(value) : realText(value);
  }
  return otherText(value);
}

/** Of a value that was bound as a floating point number. */
export function toRealText(value: SqlValue): string | null {
  if (typeof value !== "number") return otherText(value);
  return Number.isNaN(value) ? null : realText(value);
}

function otherText(value: Exclude<SqlValue, number>): string | null {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (value instanceof Uint8Array) return clean(new TextDecoder().decode(value));
  return value === null ? null : clean(String(value));
}

/** `10.0`, `1.0e+20`. */
function realText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "Inf" : "-Inf";
  if (value === 0) return "0.0";
  const few = value.toExponential(FEW_DIGITS - 1);
  const [digits = "", exponent = "0"] = (Number(few) === value ? few : value.toExponential(MOST_DIGITS - 1)).split("e");
  const places = Number(exponent);
  const mantissa = digits.replace(/\.?0+$/, "");
  if (places < -4 || places >= MOST_DIGITS) {
    const whole = mantissa.includes(".") ? mantissa : `${mantissa}.0`;
    return `${whole}e${places < 0 ? "-" : "+"}${String(Math.abs(places)).padStart(2, "0")}`;
  }
  return withPoint(mantissa, places);
}

/** `-1.25` and 1 as `-12.5`. */
function withPoint(mantissa: string, places: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replaceAll(/[-.]/g, "");
  if (places < 0) return `${sign}0.${"0".repeat(-places - 1)}${digits}`;
  const whole = digits.slice(0, places + 1).padEnd(places + 1, "0");
  return `${sign}${whole}.${digits.slice(places + 1) || "0"}`;
}

/** A number with numeric affinity: a text that is none sorts behind all numbers and equals none, as NaN does. */
export function toNumber(value: SqlValue): number | null {
  if (typeof value === "string") return NUMBER.test(value) ? Number(value) : NaN;
  return toNumberOnly(value);
}

/** A number without affinity: no text is one. */
export function toNumberOnly(value: SqlValue): number | null {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return null;
  return typeof value === "string" || value instanceof Uint8Array ? NaN : Number(value);
}

export function toTruth(value: SqlValue): boolean | null {
  if (typeof value === "string") return Number(NUMBER_AT_START.exec(value)?.[0] ?? 0) !== 0;
  const number = toNumberOnly(value);
  return number === null ? null : number !== 0;
}

/** The text of a `bb.v`: a number or a text. */
export function toDynamic(value: SqlValue): string | null {
  if (typeof value === "string") return `(,"${clean(value).replaceAll(/["\\]/g, "\\$&")}")`;
  const number = toNumberOnly(value);
  return number === null ? null : `(${number},)`;
}

/** The same after numeric affinity was applied. */
export function toNumericDynamic(value: SqlValue): string | null {
  return toDynamic(typeof value === "string" && NUMBER.test(value) ? Number(value) : value);
}

/** Its ASCII letters are small. One that ends in an escape matches nothing in SQLite and is an error in PostgreSQL. */
export function toPattern(value: SqlValue): string | null {
  const text = toText(value);
  const pattern = text === null ? null : lowerAscii(text);
  const escapes = pattern === null ? 0 : (/\\*$/.exec(pattern)?.[0].length ?? 0);
  return escapes % 2 === 1 ? "\u0001\u0002no match\u0003" : pattern;
}

/** What PostgreSQL can't hold in a text. */
function clean(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
