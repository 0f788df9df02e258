import type { ColumnOrigin, Expression, ParameterExpression, TypedExpression } from "./expression.ts";
import type { ColumnKind } from "./schema-dialect.ts";

/** How an engine writes the expressions of rules and filters. What is a `string` is SQL text. */
export interface ExpressionDialect extends ValueDialect, ComparisonDialect, ListDialect, RowDialect {}

/** Values. */
export interface ValueDialect {
  /** The n-th parameter of a statement, counted from 1; a statement may use one several times. */
  placeholder(index: number): string;
  readonly nullValue: TypedExpression;
  readonly emptyText: TypedExpression;
  /** The words `true` and `false`, which count as 1 and 0. */
  word(value: boolean): TypedExpression;
  column(column: string, origin: ColumnOrigin): TypedExpression;
  /** A number that counts as a column, not as a literal. */
  count(parameter: ParameterExpression): TypedExpression;
  /** 1 where the condition holds, else 0. */
  numberOf(condition: () => string): TypedExpression;
  /** A column of a subquery that selects the value. */
  derived(value: Expression, column: string): TypedExpression;
  /** `path` as `a.b[0]`, "" for the whole; the column may also hold plain text, which then is the value itself. */
  jsonExtract(column: string, path: string, origin: ColumnOrigin): TypedExpression;
  /** The items of a JSON array column; "" and null have none, any other scalar counts as one. */
  jsonArrayLength(column: string, origin: ColumnOrigin): TypedExpression;
  /** The text with its ASCII letters in lower case. */
  lower(text: Expression): TypedExpression;
  /** The text with anything before and behind it, as a pattern. */
  anywhere(text: Expression): TypedExpression;
  /** Kilometres between two points. */
  geoDistance(a: PointExpression, b: PointExpression): TypedExpression;
  /** SQLite's `strftime`; null for what is no time. */
  strftime(parts: readonly Expression[]): TypedExpression;
  /** "" for null. */
  coalesced(value: Expression): TypedExpression;
  /** The value as it is selected. */
  selected(value: Expression): string;
  /** A parameter as a column of a record that is not stored: without a column's affinity. */
  unsavedColumn(kind: ColumnKind, parameter: string): string;
  /** A parameter that is compared as a column of that kind is. */
  asColumn(kind: ColumnKind, parameter: string): string;
}

/** Comparisons. Values are converted for them as SQLite does it. */
export interface ComparisonDialect {
  compare(left: Expression, operator: OrderOperator, right: Expression): string;
  /** Null equals null. */
  isSame(left: Expression, right: Expression): string;
  isDifferent(left: Expression, right: Expression): string;
  isNull(value: Expression): string;
  isNotNull(value: Expression): string;
  /** Without regard to the case of ASCII letters; `\` escapes. */
  like(text: Expression, pattern: Expression): string;
  notLike(text: Expression, pattern: Expression): string;
  /** Equality of texts without regard to the case of ASCII letters; an index of that collation serves it. */
  isSameIgnoringCase(left: string, right: string): string;
}

export type OrderOperator = "=" | "<" | "<=" | ">" | ">=";

/** Lists in columns and parameters. */
export interface ListDialect {
  /** A table expression with a `value` column: the items of a JSON array column; anything else counts as one item, "" and null too. */
  items(column: string, origin: ColumnOrigin): string;
  /** The same for a parameter that is known to be a JSON array. */
  givenItems(array: string): string;
  /** An item of `items`, or of `givenItems` for null. */
  item(value: string, origin: ColumnOrigin | null): TypedExpression;
  /** Whether the id is an item of the list column. */
  isListed(id: string, column: string, origin: ColumnOrigin): string;
  /** Whether the id is one of those that a parameter holds for `Connection.getById`; null where each record is read by itself. */
  readonly inIds: ((id: string, parameter: string) => string) | null;
  /** Whether the list column of a table has the item. */
  hasItem(column: string, item: string): string;
  /** A further condition, with AND before it, by which an index finds the lists that have one of the items; "" where there is none. */
  andHasAnyItem(column: string, items: string): string;
  /** Whether the value is an item of a parameter that is known to be a JSON array of texts, or of a column with one. */
  inJsonArray(value: string, array: string): string;
}

/** What is around the conditions of a statement. */
export interface RowDialect {
  /** Behind a table that is joined to every row. */
  readonly joinedToAll: string;
  /** A term of ORDER BY. Null comes before all values, behind them where the order is descending. */
  orderTerm(value: Expression, order: { readonly isDescending: boolean; readonly isNullable: boolean }): OrderTerm;
  /** ` ORDER BY …`, or "" for the order in which rows come; equal ones and those come in the order of `rowId` where it is given. */
  orderBy(terms: readonly OrderTerm[], rowId: string | null): string;
  /** A page of the rows: each once, whatever joins made of it. */
  page(rows: PagedRows): string;
  /** The end of a statement that gives `limit` rows at most, after it skipped `offset` ones. */
  paging(limit: string, offset: string): string;
  /** A hidden column of tables (not of views) that every index has and that follows the order of insertion. */
  rowId(alias: string): string;
  /** The row id of the row that the transaction inserted last. */
  readonly lastRowId: string;
  readonly random: OrderTerm;
  /** The end of a SELECT by id within a transaction: nobody else writes the row before its end. */
  readonly forUpdate: string;
  /** The beginning of the interval that a stored date is in, without fractions of a second. */
  startOf(interval: Interval, date: string): string;
  /**
   * An always-true condition over a column of the scanned table that ends the statement once the time limit has passed.
   * Belongs first into the WHERE of every statement whose cost a client controls: behind another condition it is not asked
   * for the rows that fail that one.
   */
  deadline(column: string): string;
  /** The same within the condition of a row: it looks at the clock each time, and does not count as a look for every row. */
  deadlineWithin(column: string): string;
}

export type Interval = "second" | "minute" | "hour" | "day";

export interface OrderTerm {
  readonly by: string;
  /** "" for none. */
  readonly direction: string;
}

export function orderText({ by, direction }: OrderTerm): string {
  return direction === "" ? by : `${by} ${direction}`;
}

/** The column of a page for the number of rows in all; null or absent where that was not found out by the way. */
export const PAGE_TOTAL = "__total";

export interface PagedRows {
  readonly table: string;
  readonly columns: readonly string[];
  /** From `FROM` on, without the order. */
  readonly body: string;
  /** Whether joins may make several rows of one. */
  readonly repeats: boolean;
  /** Whether it looks at one table alone, and a condition about it is not served by plain indexes, as a search for a text. */
  readonly isSearch: boolean;
  readonly order: readonly OrderTerm[];
  /** Rows that joins repeat come so where no order is asked for, as SQLite's DISTINCT finds them by it. */
  readonly unsorted: OrderTerm;
  /** Row ids of the base table and of the joined tables; none where the base is a view. */
  readonly rowIds: readonly string[];
  readonly paging: string;
}

/** A point in degrees. */
export interface PointExpression {
  readonly longitude: Expression;
  readonly latitude: Expression;
}
