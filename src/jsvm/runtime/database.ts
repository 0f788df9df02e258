import { DynamicList, DynamicModel } from "./dynamic-model.ts";
import { call } from "./server.ts";

/** `$app.db()` */
export class Database {
  readonly #app: number;
  readonly #isAuxiliary: boolean;

  constructor(app: number, isAuxiliary: boolean) {
    this.#app = app;
    this.#isAuxiliary = isAuxiliary;
  }

  newQuery(sql: string): Query {
    return new Query(sql, (operation, params) => call(operation, this.#app, [sql, params, this.#isAuxiliary]));
  }
}

/** A raw statement with `{:name}` placeholders. */
export class Query {
  readonly #sql: string;
  readonly #ask: (operation: string, params: object) => unknown;
  #params: Record<string, unknown> = {};

  constructor(sql: string, ask: (operation: string, params: object) => unknown) {
    this.#sql = sql;
    this.#ask = ask;
  }

  bind(params: Readonly<Record<string, unknown>>): this {
    this.#params = { ...this.#params, ...params };
    return this;
  }

  sql(): string {
    return this.#sql;
  }

  execute(): { rowsAffected(): number } {
    const { rowsAffected } = this.#ask("sql.execute", this.#params) as { rowsAffected: number };
    return { rowsAffected: () => rowsAffected };
  }

  one(target: DynamicModel): void {
    DynamicModel.scan(target, this.#ask("sql.one", this.#params) as Record<string, unknown>);
  }

  all(target: DynamicList): void {
    DynamicList.scan(target, this.#ask("sql.all", this.#params) as Record<string, unknown>[]);
  }
}
