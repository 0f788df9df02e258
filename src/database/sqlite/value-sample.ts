import { setImmediate } from "node:timers/promises";
import type { Row, SqlValue } from "../engine.ts";
import type { SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";

/** Rows that are looked at, spread over the whole table. */
const SAMPLED_ROWS = 4_000;
/** At a time: the event loop does other things in between. Rows with large values are slow to read, so that fewer are then taken. */
const ROWS_AT_A_TIME = 400;
const LONG_MS = 5;
const FIRST_ROWS = 20;
const SPREAD_GROUPS = 100;
/** Enough is known by then. */
const SAMPLE_LIMIT_MS = 300;
/** Longer texts are compared by their beginnings. */
const COMPARED_CHARACTERS = 100;

/** Some rows of a table, from which it is estimated how many rows share a value. */
export class ValueSample {
  /** Of the table, estimated. */
  readonly tableRows: number;
  readonly #columns: readonly string[];
  readonly #rows: readonly SqlValue[][];

  constructor(columns: readonly string[], rows: readonly SqlValue[][], tableRows: number) {
    this.#columns = columns;
    this.#rows = rows;
    this.tableRows = tableRows;
  }

  /**
   * How many rows share the values of all these columns, on average. The number of different values is that of the sample, where
   * those that came once stand for more of their kind (the GEE estimator: √(rows of the table / rows of the sample) each).
   */
  rowsOfValue(columns: readonly string[]): number {
    const places = columns.map((column) => this.#columns.indexOf(column));
    const counts = new Map<string, number>();
    for (const row of this.#rows) {
      const key = JSON.stringify(places.map((place) => String(row[place])));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const single = [...counts.values()].filter((count) => count === 1).length;
    const scale = Math.sqrt(this.tableRows / Math.max(1, this.#rows.length));
    const different = Math.min(this.tableRows, counts.size - single + single * Math.max(1, scale));
    return Math.max(1, Math.round(this.tableRows / Math.max(1, different)));
  }
}

/** Rows are found by their ids, so that it takes as long in a table of any size. */
export async function sampleTable(
  reader: SqliteConnection,
  table: string,
  columns: readonly string[],
): Promise<ValueSample> {
  const quoted = sqliteDialect.quote(table);
  const ends = reader.get<{ first: number | null; last: number | null }>(
    `SELECT (SELECT min("_rowid_") FROM ${quoted}) AS "first", (SELECT max("_rowid_") FROM ${quoted}) AS "last"`,
  );
  const { first, last } = ends ?? { first: null, last: null };
  if (first === null || last === null) return new ValueSample(columns, [], 0);
  const ids = spread(first, last);
  const rows: SqlValue[][] = [];
  const texts = columns.map(
    (column, at) => `substr(${sqliteDialect.quote(column)}, 1, ${COMPARED_CHARACTERS}) AS "c${at}"`,
  );
  const sql = `SELECT ${["1", ...texts].join(", ")} FROM ${quoted} WHERE "_rowid_" IN (SELECT "value" FROM json_each(?))`;
  const startedAt = performance.now();
  let asked = 0;
  let count = FIRST_ROWS;
  while (asked < ids.length && performance.now() - startedAt < SAMPLE_LIMIT_MS) {
    const some = ids.slice(asked, asked + count);
    asked += some.length;
    const readAt = performance.now();
    for (const row of reader.all<Row>(sql, [JSON.stringify(some)]))
      rows.push(columns.map((_, at) => row[`c${at}`] ?? null));
    count = performance.now() - readAt > LONG_MS ? Math.ceil(count / 2) : Math.min(ROWS_AT_A_TIME, count * 2);
    await setImmediate();
  }
  // Rows were deleted where ids are missing.
  return new ValueSample(columns, rows, Math.round(((last - first + 1) * rows.length) / Math.max(1, asked)));
}

/** Ids of the whole table, in an order in which the first of them are spread, too. */
function spread(first: number, last: number): number[] {
  const count = Math.min(SAMPLED_ROWS, last - first + 1);
  const ids = Array.from(
    { length: count },
    (_, at) => first + Math.floor((at * (last - first)) / Math.max(1, count - 1)),
  );
  return Array.from({ length: SPREAD_GROUPS }, (_, group) => everyId(ids, group)).flat();
}

function everyId(ids: readonly number[], start: number): number[] {
  const some: number[] = [];
  for (let at = start; at < ids.length; at += SPREAD_GROUPS) some.push(ids[at] ?? 0);
  return some;
}
