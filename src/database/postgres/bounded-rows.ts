import type { Row, SqlValue } from "../engine.ts";
import { rowsTooLarge } from "../rows-too-large.ts";
import type { PostgresConnection } from "./connection.ts";
import type { DriverRows } from "./rows.ts";

/** The driver holds a whole result before any of it can be counted, so that pages of more rows come in slices. */
const SLICE_ROWS = 50;
const LIMIT = /\bLIMIT\s+(?:CAST\()?\$(\d+)/i;
const CURSOR = "baobox_page";

/** Throws where the texts of the rows are larger together. */
export function checkBytes(rows: readonly Row[], maxBytes = Number.POSITIVE_INFINITY, before = 0): number {
  if (maxBytes === Number.POSITIVE_INFINITY) return 0;
  let bytes = before;
  for (const row of rows) {
    for (const name in row) {
      const cell = row[name];
      if (typeof cell === "string") bytes += cell.length;
    }
  }
  if (bytes > maxBytes) throw rowsTooLarge(maxBytes);
  return bytes;
}

/** Whether it asks for more rows than one slice holds. */
export function mayBeLarge(sql: string, parameters: readonly SqlValue[]): boolean {
  const index = LIMIT.exec(sql)?.[1];
  return index === undefined || Number(parameters[Number(index) - 1]) > SLICE_ROWS;
}

interface Page {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly maxBytes: number;
}

/** The rows by a cursor; throws as soon as they are larger together. */
export async function readSlices(connection: PostgresConnection, { sql, parameters, maxBytes }: Page): Promise<Row[]> {
  const found: Row[] = [];
  let bytes = 0;
  const begun = connection.send("BEGIN READ ONLY");
  const declared = connection.query(`DECLARE ${CURSOR} NO SCROLL CURSOR FOR ${sql}`, parameters);
  try {
    for (const result of await Promise.allSettled([begun, declared])) {
      if (result.status === "rejected") throw result.reason;
    }
    for (let slice: DriverRows | null = null; slice === null || slice.length === SLICE_ROWS;) {
      slice = await connection.query(`FETCH ${SLICE_ROWS} FROM ${CURSOR}`);
      bytes = checkBytes(slice, maxBytes, bytes);
      for (const row of slice) found.push(row);
    }
    await connection.send("COMMIT");
    return found;
  } catch (error) {
    if (!connection.isBroken) await connection.send("ROLLBACK");
    throw error;
  }
}
