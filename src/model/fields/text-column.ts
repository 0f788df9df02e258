import type { SqlValue } from "../../database/engine.ts";
import { formatShortest } from "../../lib/convert.ts";

/** Whole numbers above it are taken for floating point numbers, whose text has an exponent. */
const LARGEST_INTEGER = 2 ** 53;

/** A column as text. Columns of views may hold anything; null is "". */
export function columnText(value: SqlValue): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  if (typeof value === "number") {
    return Number.isInteger(value) && Math.abs(value) < LARGEST_INTEGER ? String(value) : formatShortest(value);
  }
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
}
