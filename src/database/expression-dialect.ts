import type { ColumnKind } from "./schema-dialect.ts";

/** How an engine writes the expressions of rules and filters. Arguments and results are SQL text. */
export interface ExpressionDialect {
  /** The n-th parameter of a statement, counted from 1; a statement may use one several times. */
  placeholder(index: number): string;
  /** A table expression with a `value` column: the items of a JSON array column; anything else counts as one item, "" and null too. */
  jsonEach(column: string): string;
  /** The same for an expression that is known to be a JSON array. */
  jsonArrayEach(array: string): string;
  /** Whether the value is an item of an expression that is known to be a JSON array. */
  inJsonArray(value: string, array: string): string;
  /** The items of a JSON array column; "" and null have none, any other scalar counts as one. */
  jsonArrayLength(column: string): string;
  /** `path` as `a.b[0]`, "" for the whole; the column may also hold plain text, which then is the value itself. */
  jsonExtract(column: string, path: string): string;
  /** Kilometres between two points. */
  geoDistance(a: PointExpression, b: PointExpression): string;
  /** SQLite's `strftime`; null for what is no time. */
  strftime(parts: readonly string[]): string;
  /** A floating point number, whatever the parameter was bound as, in an expression without type affinity. */
  real(expression: string): string;
  /** A parameter that is compared as a column of that kind is. */
  asColumn(kind: ColumnKind, parameter: string): string;
  /** Null equals null. */
  isSame(left: string, right: string): string;
  /** Equality of texts without regard to the case of ASCII letters; an index of that collation serves it. */
  isSameIgnoringCase(left: string, right: string): string;
  isDifferent(left: string, right: string): string;
  /** Without regard to the case of ASCII letters; `\` escapes. */
  like(text: string, pattern: string): string;
  notLike(text: string, pattern: string): string;
  /** The end of a statement that gives `limit` rows at most, after it skipped `offset` ones. */
  page(limit: string, offset: string): string;
  /** A hidden column of tables (not of views) that every index has and that follows the order of insertion. */
  rowId(alias: string): string;
  readonly random: string;
  /**
   * An always-true condition over a column of the scanned table that ends the statement once the time limit has passed.
   * Belongs first into the WHERE of every statement whose cost a client controls: behind another condition it is not asked
   * for the rows that fail that one.
   */
  deadline(column: string): string;
  /** The same within the condition of a row: it looks at the clock each time, and does not count as a look for every row. */
  deadlineWithin(column: string): string;
}

/** A point in degrees. */
export interface PointExpression {
  readonly longitude: string;
  readonly latitude: string;
}
