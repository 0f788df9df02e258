import { rowsTooLarge } from "../rows-too-large.ts";
import type { DriverRows } from "./rows.ts";

/** Throws where the texts of the rows are larger together. */
export function checkBytes(rows: DriverRows, maxBytes = Number.POSITIVE_INFINITY): void {
  if (maxBytes === Number.POSITIVE_INFINITY) return;
  let bytes = 0;
  for (const row of rows) {
    for (const name in row) {
      const cell = row[name];
      if (typeof cell === "string") bytes += cell.length;
    }
  }
  if (bytes > maxBytes) throw rowsTooLarge(maxBytes);
}
