import { textArgument } from "../go-arguments.ts";
import { goError } from "../go-error.ts";
import { asExpression, Expression } from "./expressions.ts";
import { ModelQuery } from "./model-query.ts";
import { Query, type QuerySource } from "./query.ts";
import { queryBuilder } from "./query-builder.ts";
import {
  bound,
  type Params,
  quoteColumn,
  quoteSimpleColumn,
  quoteSimpleTable,
  quoteTable,
  quoteText,
} from "./quoting.ts";
import { SelectQuery } from "./select-query.ts";

/** `$app.db()`: makes statements, which run when they are asked for rows or executed. */
export class Builder {
  readonly #source: QuerySource;

  constructor(source: QuerySource) {
    this.#source = source;
  }

  newQuery(sql: unknown): Query {
    return new Query(textArgument(sql), this.#source);
  }

  select(...columns: readonly unknown[]): SelectQuery {
    return new SelectQuery((sql) => this.newQuery(sql), columns);
  }

  /** The row of a model. */
  model(model: unknown): ModelQuery {
    return new ModelQuery(this, model);
  }

  queryBuilder(): typeof queryBuilder {
    return queryBuilder;
  }

  insert(table: unknown, values: Params | null): Query {
    const params: Params = {};
    const names = Object.keys(values ?? {}).sort();
    const sqls = names.map((name) => valueSql(values?.[name], params));
    const name = quoteTable(textArgument(table));
    if (names.length === 0) return this.newQuery(`INSERT INTO ${name} DEFAULT VALUES`);
    const columns = names.map(quoteColumn).join(", ");
    return this.newQuery(`INSERT INTO ${name} (${columns}) VALUES (${sqls.join(", ")})`).bind(params);
  }

  /** As in PocketBase, where SQLite has none. */
  upsert(_table: unknown, _values: Params, ..._constraints: readonly unknown[]): Query {
    return this.#failing("Upsert is not supported");
  }

  update(table: unknown, values: Params | null, where: unknown): Query {
    const params: Params = {};
    const names = Object.keys(values ?? {}).sort();
    const lines = names.map((name) => `${quoteColumn(name)}=${valueSql(values?.[name], params)}`);
    const sql = `UPDATE ${quoteTable(textArgument(table))} SET ${lines.join(", ")}`;
    return this.newQuery(sql + whereSql(where, params)).bind(params);
  }

  delete(table: unknown, where: unknown): Query {
    const params: Params = {};
    return this.newQuery(`DELETE FROM ${quoteTable(textArgument(table))}${whereSql(where, params)}`).bind(params);
  }

  createTable(table: unknown, columns: Readonly<Record<string, unknown>>, ...options: readonly unknown[]): Query {
    const lines = Object.keys(columns)
      .sort()
      .map((name) => `${quoteColumn(name)} ${textArgument(columns[name])}`);
    return this.newQuery(
      [`CREATE TABLE ${quoteTable(textArgument(table))} (${lines.join(", ")})`, ...options].join(" "),
    );
  }

  renameTable(from: unknown, to: unknown): Query {
    return this.#alter(from, `RENAME TO ${quoteTable(textArgument(to))}`);
  }

  dropTable(table: unknown): Query {
    return this.newQuery(`DROP TABLE ${quoteTable(textArgument(table))}`);
  }

  truncateTable(table: unknown): Query {
    return this.newQuery(`DELETE FROM ${quoteTable(textArgument(table))}`);
  }

  addColumn(table: unknown, column: unknown, type: unknown): Query {
    return this.#alter(table, `ADD ${quoteColumn(textArgument(column))} ${textArgument(type)}`);
  }

  dropColumn(table: unknown, column: unknown): Query {
    return this.#alter(table, `DROP COLUMN ${quoteColumn(textArgument(column))}`);
  }

  renameColumn(table: unknown, from: unknown, to: unknown): Query {
    return this.#alter(table, `RENAME COLUMN ${quoteColumn(textArgument(from))} TO ${quoteColumn(textArgument(to))}`);
  }

  alterColumn(..._args: readonly unknown[]): Query {
    return this.#failing("SQLite does not support altering column");
  }

  addPrimaryKey(..._args: readonly unknown[]): Query {
    return this.#failing("SQLite does not support adding primary key");
  }

  dropPrimaryKey(..._args: readonly unknown[]): Query {
    return this.#failing("SQLite does not support dropping primary key");
  }

  addForeignKey(..._args: readonly unknown[]): Query {
    return this.#failing("SQLite does not support adding foreign keys");
  }

  dropForeignKey(..._args: readonly unknown[]): Query {
    return this.#failing("SQLite does not support dropping foreign keys");
  }

  createIndex(table: unknown, name: unknown, ...columns: readonly unknown[]): Query {
    return this.#index("INDEX", [table, name], columns);
  }

  createUniqueIndex(table: unknown, name: unknown, ...columns: readonly unknown[]): Query {
    return this.#index("UNIQUE INDEX", [table, name], columns);
  }

  dropIndex(_table: unknown, name: unknown): Query {
    return this.newQuery(`DROP INDEX ${quoteColumn(textArgument(name))}`);
  }

  quote(text: unknown): string {
    return quoteText(textArgument(text));
  }

  quoteSimpleTableName(name: unknown): string {
    return quoteSimpleTable(textArgument(name));
  }

  quoteSimpleColumnName(name: unknown): string {
    return quoteSimpleColumn(textArgument(name));
  }

  generatePlaceholder(_place: unknown): string {
    return "?";
  }

  #alter(table: unknown, change: string): Query {
    return this.newQuery(`ALTER TABLE ${quoteTable(textArgument(table))} ${change}`);
  }

  #index(kind: string, [table, name]: readonly [unknown, unknown], columns: readonly unknown[]): Query {
    const list = columns.map((column) => quoteColumn(textArgument(column))).join(", ");
    const on = quoteTable(textArgument(table));
    return this.newQuery(`CREATE ${kind} ${quoteColumn(textArgument(name))} ON ${on} (${list})`);
  }

  /** A statement that fails when it is executed. */
  #failing(reason: string): Query {
    const ask = (): never => {
      throw goError(reason);
    };
    return new Query("", { ...this.#source, ask });
  }
}

function valueSql(value: unknown, params: Params): string {
  return value instanceof Expression ? Expression.sqlOf(value, params) : bound(params, value);
}

function whereSql(where: unknown, params: Params): string {
  const expression = asExpression(where);
  const sql = expression === null ? "" : Expression.sqlOf(expression, params);
  return sql === "" ? "" : ` WHERE ${sql}`;
}
