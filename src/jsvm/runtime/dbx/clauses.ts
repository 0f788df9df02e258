import { Expression } from "./expressions.ts";
import { type Params, quoteColumn, quoteSimpleColumn, quoteSimpleTable, quoteTable } from "./quoting.ts";

const ALIAS = /(?:\s+as\s+|\s+)([\w\-.]+)$/i;
const DIRECTION = /\s+(ASC|DESC)$/i;
/** The largest number of Go: there is no offset without a limit. */
const NO_LIMIT = "9223372036854775807";

export interface Join {
  readonly kind: string;
  readonly table: string;
  readonly on: Expression | null;
}

// The clauses of a SELECT; "" where there is nothing to write.

export function buildSelect(columns: readonly string[], isDistinct: boolean, option: string): string {
  const list = columns.length === 0 ? "*" : columns.map(columnSql).join(", ");
  return `SELECT ${isDistinct ? "DISTINCT " : ""}${option === "" ? "" : `${option} `}${list}`;
}

export function buildFrom(tables: readonly string[]): string {
  return tables.length === 0 ? "" : `FROM ${tables.map(quoteTableAndAlias).join(", ")}`;
}

export function joinSql({ kind, table, on }: Join, params: Params): string {
  return `${kind} ${quoteTableAndAlias(table)}${clause(" ON", on, params)}`;
}

export function buildGroupBy(columns: readonly string[]): string {
  return columns.length === 0 ? "" : `GROUP BY ${columns.map(quoteColumn).join(", ")}`;
}

export function buildOrderBy(columns: readonly string[]): string {
  return columns.length === 0 ? "" : `ORDER BY ${columns.map(orderSql).join(", ")}`;
}

/** A limit below 0 is none. */
export function buildLimit(limit: number, offset: number): string {
  if (offset <= 0) return limit < 0 ? "" : `LIMIT ${limit}`;
  return `LIMIT ${limit < 0 ? NO_LIMIT : limit} OFFSET ${offset}`;
}

export function clause(word: string, expression: Expression | null, params: Params): string {
  const sql = expression === null ? "" : Expression.sqlOf(expression, params);
  return sql === "" ? "" : `${word} ${sql}`;
}

function columnSql(column: string): string {
  const alias = ALIAS.exec(column);
  if (alias === null) return quoteColumn(column);
  return `${quoteColumn(column.slice(0, alias.index))} AS ${quoteSimpleColumn(alias[1] ?? "")}`;
}

function quoteTableAndAlias(table: string): string {
  const alias = ALIAS.exec(table);
  if (alias === null) return quoteTable(table);
  return `${quoteTable(table.slice(0, alias.index))} ${quoteSimpleTable(alias[1] ?? "")}`;
}

function orderSql(column: string): string {
  const direction = DIRECTION.exec(column);
  if (direction === null) return quoteColumn(column);
  return `${quoteColumn(column.slice(0, direction.index))} ${direction[1] ?? ""}`;
}
