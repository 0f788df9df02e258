import { HostCollection } from "../collection.ts";
import { Context } from "../context.ts";
import { textArgument } from "../go-arguments.ts";
import { goError } from "../go-error.ts";
import { HostLog } from "../log-model.ts";
import { HostRecord } from "../record.ts";
import type { Builder } from "./builder.ts";
import { dbx } from "./expressions.ts";

/** `$app.db().model(model)`: the row of a model, by the columns that Go's struct has. Those of a record are not among them. */
export class ModelQuery {
  readonly #db: Builder;
  readonly #table: string;
  readonly #id: string;
  readonly #columns: Readonly<Record<string, unknown>>;
  #excluded: readonly string[] = [];
  #context: Context | null = null;

  constructor(db: Builder, model: unknown) {
    const isModel = model instanceof HostRecord || model instanceof HostLog || HostCollection.is(model);
    if (!isModel) {
      throw goError("Invalid variable type: must be a pointer to a struct representing the model");
    }
    this.#db = db;
    this.#table = model.tableName();
    this.#id = model.id;
    this.#columns = model instanceof HostLog ? HostLog.columns(model) : { id: model.id };
  }

  context(): Context | null {
    return this.#context;
  }

  withContext(context: unknown): this {
    this.#context = context instanceof Context ? context : null;
    return this;
  }

  /** Leaves columns out, by the names that Go has for them (`Message`). */
  exclude(...names: readonly unknown[]): this {
    this.#excluded = names.map(textArgument);
    return this;
  }

  insert(...names: readonly unknown[]): void {
    this.#db.insert(this.#table, { id: this.#id, ...this.#wanted(names) }).execute();
  }

  update(...names: readonly unknown[]): void {
    const { id: _id, ...values } = this.#wanted(names);
    this.#db.update(this.#table, values, this.#key()).execute();
  }

  delete(): void {
    this.#db.delete(this.#table, this.#key()).execute();
  }

  #key() {
    return dbx.hashExp({ id: this.#id });
  }

  #wanted(names: readonly unknown[]): Record<string, unknown> {
    const wanted = names.map(textArgument);
    const entries = Object.entries(this.#columns).filter(([column]) => {
      const name = column.charAt(0).toUpperCase() + column.slice(1);
      return !this.#excluded.includes(name) && (wanted.length === 0 || wanted.includes(name));
    });
    return Object.fromEntries(entries);
  }
}
