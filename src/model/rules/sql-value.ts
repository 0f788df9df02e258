import { lowerAscii, matchLike } from "../../lib/filter/match-like.ts";

/**
 * SQLite's values and comparisons for rules that are checked without a statement. What would need SQLite's own
 * conversions between numbers and texts is left to it, by throwing `Undecided`.
 */
export interface SqlScalar {
  readonly value: string | number | null;
  /** A floating point number, which shows when it is converted to text. */
  readonly isReal: boolean;
  /** The type that the other side of a comparison is converted to: that of a column, none for anything else. */
  readonly affinity: "text" | "number" | null;
}

/** Thrown where only the database can tell. */
export class Undecided extends Error {
  override readonly name = "Undecided";
}

/** Negative, 0 or positive; null where a side is null. */
export function compareScalars(left: SqlScalar, right: SqlScalar): number | null {
  const a = convertFor(left, right.affinity);
  const b = convertFor(right, left.affinity);
  if (a === null || b === null) return null;
  if (typeof a === "number") return typeof b === "number" ? a - b : -1;
  return typeof b === "number" ? 1 : compareTexts(a, b);
}

/** Null is the same as null. */
export function areSame(left: SqlScalar, right: SqlScalar): boolean {
  return left.value === null || right.value === null ? left.value === right.value : compareScalars(left, right) === 0;
}

/** Null where a side is null. */
/**
 * A row whose texts are longer is left to SQLite, whose own code is a hundred times as fast and which can be asked in a thread:
 * the worst pattern is compared at each character of the text.
 */
const MAX_LIKE_STEPS = 50_000;
const MAX_LOWER_LENGTH = 50_000;

export function isLike(text: SqlScalar, pattern: string | null): boolean | null {
  if (text.value === null || pattern === null) return null;
  const written = textOf(text);
  // SQLite reads up to a NUL, and refuses patterns of more than 50,000 bytes.
  if (written.includes("\0") || pattern.includes("\0") || pattern.length > 10_000) throw new Undecided();
  if (written.length * pattern.length > MAX_LIKE_STEPS) throw new Undecided();
  return matchLike(written, pattern);
}

export function lower(scalar: SqlScalar): SqlScalar {
  const written = textOf(scalar);
  if (written.length > MAX_LOWER_LENGTH) throw new Undecided();
  const value = scalar.value === null ? null : lowerAscii(written);
  return { value, isReal: false, affinity: null };
}

export function coalesce(scalar: SqlScalar): SqlScalar {
  return { ...scalar, value: scalar.value ?? "", affinity: null };
}

/** The text that SQLite makes of the value; numbers with many digits are left to it. */
export function textOf({ value, isReal }: SqlScalar): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  const text = String(value);
  if (text.includes("e") || text.length > 14 || !Number.isFinite(value) || Object.is(value, -0)) throw new Undecided();
  return isReal && Number.isInteger(value) ? `${text}.0` : text;
}

const NUMBER = /^[ \t\n\v\f\r]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t\n\v\f\r]*$/;

/** Numbers prevail over texts, texts over what has no affinity. */
function convertFor(scalar: SqlScalar, other: SqlScalar["affinity"]): string | number | null {
  const { value, affinity } = scalar;
  if (typeof value === "string" && other === "number" && affinity !== "number") {
    if (!NUMBER.test(value)) {
      // A text that only begins like a number stays a text, but who knows all cases.
      if (/^\s*[+-]?\.?\d/.test(value)) throw new Undecided();
      return value;
    }
    const parsed = Number(value);
    if (value.length > 14 || !Number.isFinite(parsed)) throw new Undecided();
    return parsed;
  }
  if (typeof value === "number") {
    if (other === "text" && affinity === null) return textOf(scalar);
    if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new Undecided();
  }
  return value;
}

/** Numbers but 0 are true, and texts that begin with such a number; null is neither true nor false. */
export function truthOf({ value }: SqlScalar): boolean | null {
  if (typeof value !== "string") return value === null ? null : value !== 0;
  if (NUMBER.test(value)) return Number(value) !== 0;
  // Only the beginning counts, but who knows all cases.
  if (/^\s*[+-]?\.?\d/.test(value)) throw new Undecided();
  return false;
}

/** By code points, which is the order of their UTF-8 bytes. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  for (let index = 0; ; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (Number.isNaN(left)) return -1;
    if (Number.isNaN(right)) return 1;
    if (left !== right) return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1;
  }
}

/** Surrogates stand for characters behind all that are written with one unit. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
