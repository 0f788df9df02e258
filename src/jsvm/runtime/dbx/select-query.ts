import { Context } from "../context.ts";
import { DynamicModel } from "../dynamic-model.ts";
import { integerArgument, textArgument } from "../go-arguments.ts";
import { goError } from "../go-error.ts";
import { HostRecord } from "../record.ts";
import {
  buildFrom,
  buildGroupBy,
  buildLimit,
  buildOrderBy,
  buildSelect,
  clause,
  type Join,
  joinSql,
} from "./clauses.ts";
import { asExpression, Expression, joined } from "./expressions.ts";
import { bound, type Params, quoteColumn } from "./quoting.ts";
import type { Query, Rows } from "./query.ts";

/** What `info()` tells. */
export interface SelectInfo {
  readonly selects: readonly string[];
  readonly selectOption: string;
  readonly distinct: boolean;
  readonly from: readonly string[];
  readonly join: readonly { join: string; table: string; on: Expression | null }[];
  readonly where: Expression | null;
  readonly groupBy: readonly string[];
  readonly having: Expression | null;
  readonly orderBy: readonly string[];
  readonly union: readonly { all: boolean; query: Query }[];
  readonly limit: number;
  readonly offset: number;
  readonly preFragment: string;
  readonly postFragment: string;
  readonly params: Params;
  readonly context: Context | null;
  readonly buildHook: unknown;
  readonly builder: null;
}

/** `$app.db().select(…)`: a statement in parts, which can be set in any order. */
export class SelectQuery {
  readonly #make: (sql: string) => Query;
  #fragments: [before: string, after: string] = ["", ""];
  #columns: string[];
  #option = "";
  #isDistinct = false;
  #from: string[] = [];
  #joins: Join[] = [];
  #where: Expression | null = null;
  #groupBy: string[] = [];
  #having: Expression | null = null;
  #orderBy: string[] = [];
  #unions: { word: string; query: Query }[] = [];
  #limit = -1;
  #offset = 0;
  #params: Params = {};
  #context: Context | null = null;
  #buildHook: ((query: Query) => void) | null = null;

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

  context(): Context | null {
    return this.#context;
  }

  withContext(context: unknown): this {
    this.#context = context instanceof Context ? context : null;
    return this;
  }

  /** The hook gets each statement that is made of this one. */
  withBuildHook(hook: (query: Query) => void): this {
    this.#buildHook = hook;
    return this;
  }

  /** The parts as they were set. */
  info(): SelectInfo {
    return {
      selects: [...this.#columns],
      selectOption: this.#option,
      distinct: this.#isDistinct,
      from: [...this.#from],
      join: this.#joins.map(({ kind, table, on }) => ({ join: kind, table, on })),
      where: this.#where,
      groupBy: [...this.#groupBy],
      having: this.#having,
      orderBy: [...this.#orderBy],
      union: this.#unions.map(({ word, query }) => ({ all: word === "UNION ALL", query })),
      limit: this.#limit,
      offset: this.#offset,
      preFragment: this.#fragments[0],
      postFragment: this.#fragments[1],
      params: this.#params,
      context: this.#context,
      buildHook: this.#buildHook,
      builder: null,
    };
  }

  build(): Query {
    const params: Params = { ...this.#params };
    const [before, after] = this.#fragments;
    const clauses = [
      before,
      buildSelect(this.#columns, this.#isDistinct, this.#option),
      buildFrom(this.#from),
      ...this.#joins.map((join) => joinSql(join, params)),
      clause("WHERE", this.#where, params),
      buildGroupBy(this.#groupBy),
      clause("HAVING", this.#having, params),
      buildOrderBy(this.#orderBy),
      buildLimit(this.#limit, this.#offset),
      after,
    ];
    for (const { word, query } of this.#unions) {
      Object.assign(params, query.params());
      clauses.push(`${word} ${query.sql()}`);
    }
    const query = this.#make(clauses.filter((sql) => sql !== "").join(" "))
      .bind(params)
      .withContext(this.#context);
    this.#buildHook?.(query);
    return query;
  }

  /** Reads the row with that id. */
  model(id: unknown, target: unknown): void {
    if (target instanceof DynamicModel && !Object.hasOwn(target, "id")) {
      throw goError("missing primary key declaration");
    }
    const key = new Expression((params) => `${quoteColumn("id")}=${bound(params, id)}`);
    if (this.#from.length === 0 && target instanceof HostRecord) this.#from = [target.tableName()];
    this.andWhere(key).build().one(target);
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
}
