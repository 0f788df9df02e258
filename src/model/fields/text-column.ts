import type { SqlValue } from "../../database/engine.ts";
import { formatShortest } from "../../lib/convert.ts";

/** A column as text. Columns of views may hold anything; null is "". */
export function columnText(value: SqlValue): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      // Integers come as integers from the database, whatever their size.
      return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : formatShortest(value);
    case "bigint":
    case "boolean":
      return String(value);
    default:
      return value === null ? "" : new TextDecoder().decode(value);
  }
}
