import type { Row } from "../engine.ts";

/** What the driver gives: the rows, and of which types their columns are. */
export interface DriverRows extends Array<Row> {
  readonly count: number | null;
  readonly command: string | null;
  readonly statement: object | undefined;
  readonly columns: readonly { readonly name: string; readonly type: number }[] | undefined;
}

/** Types that the driver gives as text, by their numbers in every PostgreSQL. */
const INT8 = 20;
const NUMERIC = 1700;

type Convert = (cell: string) => number | string | null;

const conversions = new WeakMap<object, ReadonlyMap<string, Convert> | null>();

/**
 * Makes numbers of what the driver gives as texts because it may be too large for one; what is stays a text. `dynamicType` is the
 * number of `bb.v`, whose text is `(1,)` or `(,text)`.
 */
export function convertRows(rows: DriverRows, dynamicType: number): void {
  if (rows.length === 0 || rows.statement === undefined) return;
  let converted = conversions.get(rows.statement);
  if (converted === undefined) {
    converted = conversionsOf(rows.columns ?? [], dynamicType);
    conversions.set(rows.statement, converted);
  }
  if (converted === null) return;
  for (const [name, convert] of converted) {
    for (const row of rows) {
      const cell = row[name];
      if (typeof cell === "string") row[name] = convert(cell);
    }
  }
}

function conversionsOf(
  columns: NonNullable<DriverRows["columns"]>,
  dynamicType: number,
): ReadonlyMap<string, Convert> | null {
  const found = new Map<string, Convert>();
  for (const { name, type } of columns) {
    if (type === INT8 || type === NUMERIC) found.set(name, numberOf);
    else if (type === dynamicType) found.set(name, dynamicValue);
  }
  return found.size === 0 ? null : found;
}

function numberOf(cell: string): number | string {
  const number = Number(cell);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? cell : number;
}

/** The text of a composite: a part that is absent is null, and quotes within quotes are doubled. */
export function dynamicValue(cell: string): number | string | null {
  const comma = cell.indexOf(",");
  if (comma > 1) return Number(cell.slice(1, comma));
  const text = cell.slice(2, -1);
  if (text === "") return null;
  return text.startsWith('"')
    ? text.slice(1, -1).replaceAll(/""|\\([\s\S])/g, (pair, escaped?: string) => escaped ?? pair[0] ?? "")
    : text;
}
