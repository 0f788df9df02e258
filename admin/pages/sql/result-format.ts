import { FORMULA } from "../../api/rows-file.ts";
import type { SqlResult } from "../../api/sql.ts";

/** By name; of columns with the same name each after the first gets a number. */
export function asJson({ columns, rows }: SqlResult): string {
  const names = columns.map(({ name }, index) => {
    const before = columns.slice(0, index).filter((column) => column.name === name).length;
    return before === 0 ? name : `${name}_${before + 1}`;
  });
  const objects = rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
  return JSON.stringify(objects, null, 2);
}

/** For spreadsheets, which must not run a cell as a formula. */
export async function asCsv({ columns, rows }: SqlResult): Promise<string> {
  const { unparse } = (await import("papaparse")).default;
  const cells = rows.map((row) => row.map((value) => value ?? ""));
  return `${unparse([columns.map(({ name }) => name), ...cells], { escapeFormulae: FORMULA })}\r\n`;
}

/** Of a column that was not given more space than the others. */
export const MOST_PX = 360;
const [LEAST_PX, LETTER_PX, PADDING_PX] = [80, 8, 28];
/** Enough to guess the width of a column by. */
const ROWS_LOOKED_AT = 1000;

/** Which columns hold numbers alone, as far as the first values say. */
export function numberColumns({ columns, rows }: SqlResult): boolean[] {
  const some = rows.slice(0, ROWS_LOOKED_AT);
  return columns.map((_, column) => {
    const values = some.map((row) => row[column] ?? null).filter((value) => value !== null);
    return values.length > 0 && values.every((value) => /^-?\d+(?:\.\d+)?$/.test(value));
  });
}

/** By the longest of the first values. */
export function columnWidths({ columns, rows }: SqlResult): number[] {
  return columns.map(({ name }, column) => {
    const lengths = rows.slice(0, ROWS_LOOKED_AT).map((row) => row[column]?.length ?? 4);
    const longest = lengths.reduce((most, length) => Math.max(most, length), name.length);
    return Math.round(Math.max(LEAST_PX, Math.min(MOST_PX, longest * LETTER_PX + PADDING_PX)));
  });
}
