import type { Head } from "./kind.ts";

/** So many rows tell enough. */
const MAX_ROWS = 10;

/** A table: at least two rows, each with as many values as the first, which has at least two. Lines with `#` are comments. */
export function isSeparated(head: Head, separator: string): boolean {
  const text = wholeLines(head);
  let expected = 0;
  let rows = 0;
  for (let at = 0; at < text.length && rows < MAX_ROWS;) {
    const line = endOfLine(text, at);
    if (text[at] === "#" || text.slice(at, line).replace(/\r$/, "") === "") {
      at = line + 1;
      continue;
    }
    const row = readRow(text, at, separator);
    if (rows === 0) expected = row.values;
    if (row.values < 2 || row.values !== expected) return false;
    rows += 1;
    at = row.end;
  }
  return rows >= 2;
}

/** Without the last line where the file goes on behind it. */
function wholeLines({ bytes, isCut }: Head): string {
  const end = isCut ? bytes.lastIndexOf("\n") : -1;
  return end > 0 ? bytes.slice(0, end) : bytes;
}

/** Reads one row from `at`; values in quotes may hold separators and line breaks. */
function readRow(text: string, at: number, separator: string): { values: number; end: number } {
  for (let values = 1; ; values++) {
    const afterValue = text[at] === '"' ? endOfQuoted(text, at, separator) : endOfPlain(text, at, separator);
    if (text[afterValue] !== separator) return { values, end: afterValue + 1 };
    at = afterValue + 1;
  }
}

/** The separator or the end of the line. */
function endOfPlain(text: string, at: number, separator: string): number {
  const line = endOfLine(text, at);
  const next = text.indexOf(separator, at);
  return next === -1 || next > line ? line : next;
}

/** As above, behind the quote that ends the value: one that a separator or the line's end follows. */
function endOfQuoted(text: string, at: number, separator: string): number {
  let quote = text.indexOf('"', at + 1);
  while (quote !== -1) {
    const rest = /^(?:\r?\n|\r?$)/.exec(text.slice(quote + 1, quote + 3));
    if (rest !== null) return quote + rest[0].length;
    if (text[quote + 1] === separator) return quote + 1;
    // Two quotes are one of the value.
    quote = text.indexOf('"', quote + (text[quote + 1] === '"' ? 2 : 1));
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
