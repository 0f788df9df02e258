import { text } from "../../texts/text.ts";
import { decodeText, type Encoding } from "./decode-text.ts";

/** A row as the file has it: texts where it is CSV, any JSON values else. */
export type SourceRow = Readonly<Record<string, unknown>>;

export interface ParsedFile extends ParsedRows {
  readonly encoding: Encoding;
}

interface ParsedRows {
  readonly columns: readonly string[];
  readonly rows: readonly SourceRow[];
  /** What is wrong with a row as a whole, by its place in `rows`. */
  readonly wrongRows: ReadonlyMap<number, string>;
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
  const { text: content, encoding } = decode(new Uint8Array(await file.arrayBuffer()));
  const parsed = /^\s*[[{]/.test(content) ? ofJson(parseJson(content)) : await parseCsv(content);
  return { ...parsed, columns: parsed.columns.slice(0, MOST_COLUMNS), encoding };
}

function decode(bytes: Uint8Array): ReturnType<typeof decodeText> {
  try {
    return decodeText(bytes);
  } catch {
    throw new ParseError(text.import.brokenUtf16, 0);
  }
}

/** A row with more or fewer values than there are columns is wrong by itself; a quote that is not closed spoils all after it. */
async function parseCsv(content: string): Promise<ParsedRows> {
  const { parse } = (await import("papaparse")).default;
  const { data, errors, meta } = parse<SourceRow>(content, { header: true, skipEmptyLines: "greedy" });
  const columns = meta.fields ?? [];
  const wrongRows = new Map<number, string>();
  for (const { type, message, row } of errors) {
    if (type === "Quotes") throw new ParseError(message, row ?? 0);
    if (type !== "FieldMismatch" || row === undefined) continue;
    const { __parsed_extra: extra = [], ...values } = data[row] ?? {};
    const count = Object.keys(values).length + (extra as string[]).length;
    wrongRows.set(row, text.import.wrongCount(count, columns.length));
  }
  return { columns, rows: data, wrongRows };
}

function ofJson(rows: readonly SourceRow[]): ParsedRows {
  const columns = new Set(rows.slice(0, 1000).flatMap((row) => Object.keys(row)));
  return { columns: [...columns], rows, wrongRows: new Map() };
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
