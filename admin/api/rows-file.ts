/** What spreadsheets run, other than a negative number. */
export const FORMULA = /^(?!-\d+(?:\.\d+)?$)[=+\-@\t\r]/;

export type FileFormat = "csv" | "json";

type Row = Readonly<Record<string, unknown>>;

export interface RowsFile {
  readonly file: Blob;
  /** How many rows are in it. */
  readonly count: number;
}

interface RowsFileOptions {
  readonly format: FileFormat;
  readonly columns: readonly string[];
  /** For CSV: whether texts that a spreadsheet would take for formulas begin with an apostrophe. */
  readonly escapesFormulas: boolean;
  readonly onProgress: (count: number) => void;
}

/** The rows as a file, as they come page by page. */
export async function rowsFile(pages: AsyncIterable<readonly Row[]>, options: RowsFileOptions): Promise<RowsFile> {
  const { format, columns, escapesFormulas, onProgress } = options;
  const writer = format === "csv" ? await csvWriter(columns, escapesFormulas) : jsonWriter(columns);
  const parts: Blob[] = [];
  let count = 0;
  for await (const rows of pages) {
    // A blob may be kept on the disk: texts of a million rows would fill the memory.
    parts.push(new Blob([writer.rows(rows, count === 0)]));
    count += rows.length;
    onProgress(count);
  }
  const type = format === "csv" ? "text/csv" : "application/json";
  return { file: new Blob([writer.head, ...parts, writer.foot], { type }), count };
}

interface Writer {
  readonly head: string;
  readonly foot: string;
  readonly rows: (rows: readonly Row[], isFirst: boolean) => string;
}

function jsonWriter(columns: readonly string[]): Writer {
  const textOf = (row: Row): string => JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name]])));
  return {
    head: "[\n",
    foot: "\n]\n",
    rows: (rows, isFirst) => (isFirst ? "" : ",\n") + rows.map(textOf).join(",\n"),
  };
}

async function csvWriter(columns: readonly string[], escapesFormulas: boolean): Promise<Writer> {
  const { unparse } = (await import("papaparse")).default;
  const line = (values: readonly unknown[]): string =>
    `${unparse([values], { escapeFormulae: escapesFormulas ? FORMULA : false })}\r\n`;
  return {
    head: line(columns),
    foot: "",
    rows: (rows) => rows.map((row) => line(columns.map((name) => csvValue(row[name])))).join(""),
  };
}

function csvValue(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
