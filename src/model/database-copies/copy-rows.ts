import type { Connection, Row, SqlValue } from "../../database/engine.ts";
import { type Progress, noProgress } from "../../lib/progress.ts";
import { type CopiedColumn, copiedValue } from "./column-values.ts";
import type { CopyReport } from "./copy-report.ts";

export interface CopyOptions {
  readonly report: CopyReport;
  /** Slower, but without a step that takes long. Default: indexes are made when all rows are there. */
  readonly indexesFirst?: boolean;
  readonly progress?: Progress;
}

/** The parameters of a statement; PostgreSQL takes 65,535. */
const MAX_PARAMETERS = 4_000;
const FIRST_ROWS = 50;
const MAX_ROWS = 1_000;
/** Rows that are in memory at once. */
const BATCH_CHARACTERS = 4_000_000;
const ROW_ID = "_rowid_";

/** Copies all rows of a table with the numbers by which they are ordered. Columns that the source lacks get their default. */
export async function copyRows(
  source: Connection,
  target: Connection,
  {
    table,
    columns,
    report,
    progress = noProgress,
  }: CopyOptions & { readonly table: string; readonly columns: readonly CopiedColumn[] },
): Promise<void> {
  const present = new Set((await source.schema.columns(table)).map(({ name }) => name.toLowerCase()));
  const copied = columns.filter(({ name }) => present.has(name.toLowerCase()));
  const read = selectRows(source, table, copied);
  const insert = new Inserter(target, table, copied);
  progress.step({ name: `Copying ${table}`, unit: "rows", total: await countRows(source, table) });
  let count = 0;
  let size = FIRST_ROWS;
  for (let last: SqlValue = null; ;) {
    const rows: Row[] = await source.all(read(last), last === null ? [size] : [last, size]);
    const values = rows.map((row) => [
      row[ROW_ID] ?? null,
      ...copied.map(({ name, kind }) =>
        copiedValue(kind, row[name] ?? null, (change) => report.changed(table, name, change)),
      ),
    ]);
    await insert.rows(values);
    count += rows.length;
    progress.advance(rows.length);
    progress.signal.throwIfAborted();
    if (rows.length < size) break;
    last = rows.at(-1)?.[ROW_ID] ?? null;
    size = Math.max(1, Math.min(MAX_ROWS, Math.floor(BATCH_CHARACTERS / (charactersOf(values) / rows.length))));
  }
  const finish = target.dialect.schema.afterCopy(table);
  if (finish !== null) await target.get(finish);
  report.tables += 1;
  report.rows += count;
}

async function countRows(connection: Connection, table: string): Promise<number> {
  const row = await connection.get<{ count: number }>(
    `SELECT count(*) AS count FROM ${connection.dialect.quote(table)}`,
  );
  return row?.count ?? 0;
}

/** Texts are read as such: SQLite keeps what looks like a number as one in columns of JSON, and settings as bytes. */
function selectRows(
  { dialect }: Connection,
  table: string,
  columns: readonly CopiedColumn[],
): (last: SqlValue) => string {
  const { schema } = dialect;
  const order = schema.insertionOrder;
  const selected = columns.map(({ name, kind }) =>
    kind === "boolean" || kind === "number" ? dialect.quote(name) : schema.textColumn(name),
  );
  const select = `SELECT ${[`${order} AS "${ROW_ID}"`, ...selected].join(", ")} FROM ${dialect.quote(table)}`;
  return (last) => `${select}${last === null ? "" : ` WHERE ${order} > ?`} ORDER BY ${order} LIMIT ?`;
}

/** Inserts several rows by one statement. */
class Inserter {
  readonly #target: Connection;
  readonly #head: string;
  readonly #marks: string;
  readonly #rowsAtOnce: number;

  constructor(target: Connection, table: string, columns: readonly CopiedColumn[]) {
    this.#target = target;
    const names = [`"${ROW_ID}"`, ...columns.map(({ name }) => target.dialect.quote(name))];
    this.#head = `INSERT INTO ${target.dialect.quote(table)} (${names.join(", ")}) VALUES `;
    this.#marks = `(${names.map(() => "?").join(", ")})`;
    this.#rowsAtOnce = Math.max(1, Math.floor(MAX_PARAMETERS / names.length));
  }

  async rows(rows: readonly (readonly SqlValue[])[]): Promise<void> {
    for (let start = 0; start < rows.length; start += this.#rowsAtOnce) {
      const some = rows.slice(start, start + this.#rowsAtOnce);
      const sql = this.#head + some.map(() => this.#marks).join(", ");
      await this.#target.run(sql, some.flat());
    }
  }
}

function charactersOf(rows: readonly (readonly SqlValue[])[]): number {
  let sum = 0;
  for (const row of rows) for (const value of row) sum += typeof value === "string" ? value.length + 8 : 8;
  return sum;
}
