/** A row as the file has it: texts where it is CSV, any JSON values else. */
export type SourceRow = Readonly<Record<string, unknown>>;

export interface ParsedFile {
  readonly columns: readonly string[];
  readonly rows: readonly SourceRow[];
}

/** The page holds the rows while they are checked and sent. */
export const MOST_BYTES = 50 * 1024 * 1024;
const MOST_COLUMNS = 200;

/** A value of a row as a text. */
export function cellText(value: unknown): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
}

/** Rejects with a message for people where the file can't be read. */
export async function parseRows(file: File): Promise<ParsedFile> {
  const content = (await file.text()).replace(/^\uFEFF/, "");
  const rows = /^\s*[[{]/.test(content) ? parseJson(content) : await parseCsv(content);
  const columns = [...new Set(rows.slice(0, 1000).flatMap((row) => Object.keys(row)))].slice(0, MOST_COLUMNS);
  return { columns, rows };
}

async function parseCsv(content: string): Promise<SourceRow[]> {
  const { parse } = (await import("papaparse")).default;
  const { data, errors } = parse<Record<string, string>>(content, { header: true, skipEmptyLines: "greedy" });
  const [first] = errors.filter(({ code }) => code !== "UndetectableDelimiter");
  if (first !== undefined) throw new ParseError(first.message, (first.row ?? 0) + 2);
  return data;
}

/** An array of objects, the answer of the records API, or one object a line. */
function parseJson(content: string): SourceRow[] {
  const parsed = parseWhole(content);
  const list = Array.isArray(parsed)
    ? parsed
    : isRow(parsed) && Array.isArray(parsed["items"])
      ? parsed["items"]
      : [parsed];
  return list.map((row: unknown, index) => {
    if (!isRow(row)) throw new ParseError("", index + 1);
    return row;
  });
}

function parseWhole(content: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch (error) {
    const lines = content.split("\n").filter((line) => line.trim() !== "");
    if (lines.length < 2 || !lines[0]?.trim().endsWith("}")) throw new ParseError(messageOf(error), 0);
    return lines.map((line, index) => parseLine(line, index));
  }
}

function parseLine(line: string, index: number): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (error) {
    throw new ParseError(messageOf(error), index + 1);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}

function isRow(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is wrong with the file and in which row; 0 where it is not about one. */
export class ParseError extends Error {
  readonly row: number;

  constructor(message: string, row: number) {
    super(message);
    this.row = row;
  }
}
