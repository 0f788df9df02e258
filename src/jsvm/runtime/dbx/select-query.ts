import { integerArgument, textArgument } from "../go-arguments.ts";
import { asExpression, Expression, joined } from "./expressions.ts";
import { type Params, quoteColumn, quoteSimpleColumn, quoteSimpleTable, quoteTable } from "./quoting.ts";
import type { Query, Rows } from "./query.ts";

const ALIAS = /(?:\s+as\s+|\s+)([\w\-.]+)$/i;
const DIRECTION = /\s+(ASC|DESC)$/i;
/** The largest number of Go: there is no offset without a limit. */
const NO_LIMIT = "9223372036854775807";

/** `$app.db().select(…)`: a statement in parts, which can be set in any order. */
export class SelectQuery {
  readonly #make: (sql: string) => Query;
  #fragments: [before: string, after: string] = ["", ""];
  #columns: string[];
  #option = "";
  #isDistinct = false;
  #from: string[] = [];
  #joins: { kind: string; table: string; on: Expression | null }[] = [];
  #where: Expression | null = null;
  #groupBy: string[] = [];
  #having: Expression | null = null;
  #orderBy: string[] = [];
  #unions: { word: string; query: Query }[] = [];
  #limit = -1;
  #offset = 0;
  #params: Params = {};

  constructor(make: (sql: string) => Query, columns: readonly unknown[]) {
    this.#make = make;
    this.#columns = columns.map(textArgument);
  }

  preFragment(sql: unknown): this {
    this.#fragments[0] = textArgument(sql);
    return this;
  }

  postFragment(sql: unknown): this {
    this.#fragments[1] = textArgument(sql);
    return this;
  }

  select(...columns: readonly unknown[]): this {
    this.#columns = columns.map(textArgument);
    return this;
  }

  andSelect(...columns: readonly unknown[]): this {
    this.#columns.push(...columns.map(textArgument));
    return this;
  }

  distinct(isDistinct: unknown): this {
    this.#isDistinct = Boolean(isDistinct);
    return this;
  }

  selectOption(option: unknown): this {
    this.#option = textArgument(option);
    return this;
  }

  from(...tables: readonly unknown[]): this {
    this.#from = tables.map(textArgument);
    return this;
  }

  where(expression: unknown): this {
    this.#where = asExpression(expression);
    return this;
  }

  andWhere(expression: unknown): this {
    this.#where = joined("AND", [this.#where, expression]);
    return this;
  }

  orWhere(expression: unknown): this {
    this.#where = joined("OR", [this.#where, expression]);
    return this;
  }

  join(kind: unknown, table: unknown, on: unknown): this {
    this.#joins.push({ kind: textArgument(kind), table: textArgument(table), on: asExpression(on) });
    return this;
  }

  innerJoin(table: unknown, on: unknown): this {
    return this.join("INNER JOIN", table, on);
  }

  leftJoin(table: unknown, on: unknown): this {
    return this.join("LEFT JOIN", table, on);
  }

  rightJoin(table: unknown, on: unknown): this {
    return this.join("RIGHT JOIN", table, on);
  }

  orderBy(...columns: readonly unknown[]): this {
    this.#orderBy = columns.map(textArgument);
    return this;
  }

  andOrderBy(...columns: readonly unknown[]): this {
    this.#orderBy.push(...columns.map(textArgument));
    return this;
  }

  groupBy(...columns: readonly unknown[]): this {
    this.#groupBy = columns.map(textArgument);
    return this;
  }

  andGroupBy(...columns: readonly unknown[]): this {
    this.#groupBy.push(...columns.map(textArgument));
    return this;
  }

  having(expression: unknown): this {
    this.#having = asExpression(expression);
    return this;
  }

  andHaving(expression: unknown): this {
    this.#having = joined("AND", [this.#having, expression]);
    return this;
  }

  orHaving(expression: unknown): this {
    this.#having = joined("OR", [this.#having, expression]);
    return this;
  }

  union(query: Query): this {
    this.#unions.push({ word: "UNION", query });
    return this;
  }

  unionAll(query: Query): this {
    this.#unions.push({ word: "UNION ALL", query });
    return this;
  }

  limit(limit: unknown): this {
    this.#limit = integerArgument(limit);
    return this;
  }

  offset(offset: unknown): this {
    this.#offset = integerArgument(offset);
    return this;
  }

  bind(params: Params): this {
    this.#params = { ...params };
    return this;
  }

  andBind(params: Params): this {
    Object.assign(this.#params, params);
    return this;
  }

  build(): Query {
    const params: Params = { ...this.#params };
    const [before, after] = this.#fragments;
    const clauses = [
      before,
      this.#selectSql(),
      this.#from.length === 0 ? "" : `FROM ${this.#from.map(quoteTableAndAlias).join(", ")}`,
      ...this.#joins.map(({ kind, table, on }) => `${kind} ${quoteTableAndAlias(table)}${clause(" ON", on, params)}`),
      clause("WHERE", this.#where, params),
      this.#groupBy.length === 0 ? "" : `GROUP BY ${this.#groupBy.map(quoteColumn).join(", ")}`,
      clause("HAVING", this.#having, params),
      this.#orderBy.length === 0 ? "" : `ORDER BY ${this.#orderBy.map(orderSql).join(", ")}`,
      this.#limitSql(),
      after,
    ];
    for (const { word, query } of this.#unions) {
      Object.assign(params, query.params());
      clauses.push(`${word} ${query.sql()}`);
    }
    return this.#make(clauses.filter((sql) => sql !== "").join(" ")).bind(params);
  }

  one(target: unknown): void {
    this.build().one(target);
  }

  all(target: unknown): void {
    this.build().all(target);
  }

  row(...targets: readonly unknown[]): void {
    this.build().row(...targets);
  }

  column(target: unknown): void {
    this.build().column(target);
  }

  rows(): Rows {
    return this.build().rows();
  }

  #selectSql(): string {
    const option = this.#option === "" ? "" : `${this.#option} `;
    const columns = this.#columns.length === 0 ? "*" : this.#columns.map(columnSql).join(", ");
    return `SELECT ${this.#isDistinct ? "DISTINCT " : ""}${option}${columns}`;
  }

  #limitSql(): string {
    const [limit, offset] = [this.#limit, this.#offset];
    if (offset <= 0) return limit < 0 ? "" : `LIMIT ${limit}`;
    return `LIMIT ${limit < 0 ? NO_LIMIT : limit} OFFSET ${offset}`;
  }
}

function clause(word: string, expression: Expression | null, params: Params): string {
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
