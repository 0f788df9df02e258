/** Lines of the source around the place of a mistake. */
const LINES_AROUND = 2;
const MAX_LINE_LENGTH = 120;

/** `line` and `column` count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The lines around a place with their numbers, the place marked by `>` and `^`; null where there is no such line. */
export function codeFrame(lines: readonly string[], { line, column }: Place): string | null {
  if (lines[line - 1] === undefined) return null;
  const first = Math.max(1, line - LINES_AROUND);
  const last = Math.min(lines.length, line + LINES_AROUND);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = (lines[number - 1] ?? "").slice(0, MAX_LINE_LENGTH).trimEnd();
    shown.push(`${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number === line && column <= MAX_LINE_LENGTH) {
      // Tabs stay tabs, so that the mark is below its place.
      shown.push(`  ${" ".repeat(width)} | ${text.slice(0, column - 1).replaceAll(/[^\t]/g, " ")}^`);
    }
  }
  return shown.join("\n");
}
