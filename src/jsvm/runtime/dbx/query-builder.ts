import { integerArgument, textArgument } from "../go-arguments.ts";
import * as clauses from "./clauses.ts";
import { asExpression } from "./expressions.ts";
import type { Params } from "./quoting.ts";
import type { SelectInfo } from "./select-query.ts";

/** `$app.db().queryBuilder()`: the clauses of a SELECT, each by itself. */
export const queryBuilder = {
  buildSelect: (columns: unknown, isDistinct: unknown, option: unknown): string =>
    clauses.buildSelect(texts(columns), Boolean(isDistinct), textArgument(option)),

  buildFrom: (tables: unknown): string => clauses.buildFrom(texts(tables)),

  buildJoin: (joins: unknown, params: Params): string =>
    (Array.isArray(joins) ? (joins as SelectInfo["join"]) : [])
      .map(({ join, table, on }) => clauses.joinSql({ kind: join, table, on }, params))
      .join(" "),

  buildWhere: (expression: unknown, params: Params): string =>
    clauses.clause("WHERE", asExpression(expression), params ?? {}),

  buildGroupBy: (columns: unknown): string => clauses.buildGroupBy(texts(columns)),

  buildHaving: (expression: unknown, params: Params): string =>
    clauses.clause("HAVING", asExpression(expression), params ?? {}),

  buildOrderBy: (columns: unknown): string => clauses.buildOrderBy(texts(columns)),

  buildLimit: (limit: unknown, offset: unknown): string =>
    clauses.buildLimit(integerArgument(limit), integerArgument(offset)),

  buildOrderByAndLimit: (sql: unknown, ...[columns, limit, offset]: readonly unknown[]): string =>
    [textArgument(sql), queryBuilder.buildOrderBy(columns), queryBuilder.buildLimit(limit, offset)]
      .filter((part) => part !== "")
      .join(" "),

  buildUnion: (unions: unknown, params: Params): string =>
    (Array.isArray(unions) ? (unions as SelectInfo["union"]) : [])
      .map(({ all, query }) => {
        Object.assign(params, query.params());
        return `${all ? "UNION ALL" : "UNION"} ${query.sql()}`;
      })
      .join(" "),

  combineUnion: (sql: unknown, union: unknown): string =>
    [textArgument(sql), textArgument(union)].filter((part) => part !== "").join(" "),
};

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textArgument) : [];
}
