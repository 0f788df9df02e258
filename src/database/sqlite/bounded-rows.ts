import type { Statement } from "bun:sqlite";
import type { SqlValue } from "../engine.ts";
import { rowsTooLarge } from "../rows-too-large.ts";

interface Scale {
  readonly columns: readonly string[];
  /** The length of a row's texts together. */
  readonly weigh: (row: object) => number;
}

const scales = new WeakMap<Statement, Scale>();

/** Stops reading as soon as it is too much: no memory would hold a thousand rows of megabytes. */
export function boundedRows<T extends object>(
  statement: Statement,
  parameters: readonly SqlValue[],
  maxBytes: number,
): T[] {
  const found: T[] = [];
  let scale: Scale | undefined;
  let bytes = 0;
  for (const row of statement.iterate(...parameters) as Iterable<T>) {
    scale ??= scaleOf(statement, Object.keys(row));
    bytes += scale.weigh(row);
    if (bytes > maxBytes) {
      throw rowsTooLarge(maxBytes);
    }
    found.push(row);
  }
  return found;
}

/** A statement gets other columns when its table does. */
function scaleOf(statement: Statement, columns: readonly string[]): Scale {
  const known = scales.get(statement);
  const isSame = (column: string, index: number): boolean => column === columns[index];
  if (known?.columns.length === columns.length && known.columns.every(isSame)) return known;
  const scale = { columns, weigh: compileWeigh(columns) };
  scales.set(statement, scale);
  return scale;
}

/** Made from text, because reading columns by names that are known takes a tenth of the time of going through them. */
function compileWeigh(columns: readonly string[]): Scale["weigh"] {
  const steps = columns.map(
    (column) => `value = row[${JSON.stringify(column)}]; if (typeof value === "string") sum += value.length;`,
  );
  // oxlint-disable-next-line typescript/no-implied-eval -- the text holds nothing but quoted names of columns
  return new Function("row", `let sum = 0, value; ${steps.join(" ")} return sum;`) as Scale["weigh"];
}
