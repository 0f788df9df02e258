import type { SentRecord } from "../../wire.ts";
import { DynamicList } from "../dynamic-list.ts";
import { DynamicModel } from "../dynamic-model.ts";
import { Context } from "../context.ts";
import { returnedFailure } from "../returned-failure.ts";
import { GoError, PanicError } from "../errors.ts";
import { goError } from "../go-error.ts";
import { sqlArgument } from "./sql-argument.ts";
import { HostCollection } from "../collection.ts";
import { HostRecord } from "../record.ts";
import { goFields } from "../go-struct.ts";
import type { Params } from "./quoting.ts";

type Row = Record<string, unknown>;

/** What a statement is sent by. `collection` is that of a query for records. */
export interface QuerySource {
  readonly ask: (operation: string, args: readonly unknown[]) => unknown;
  readonly collection?: unknown;
  readonly isAuxiliary: boolean;
  /** Whether errors tell the statement, as those of queries for models do. */
  readonly namesFailedQuery: boolean;
}

type ReadHook = (query: Query, target: unknown, read: (target: unknown) => void) => unknown;
type ExecuteHook = (query: Query, execute: () => void) => unknown;

interface QueryHooks {
  one: ReadHook | null;
  all: ReadHook | null;
  execute: ExecuteHook | null;
}

const NO_ROWS = "sql: no rows in result set";

/** What a statement did. */
export class Result {
  readonly #changes: number;
  readonly #lastId: number;

  constructor(changes: number, lastId: number) {
    this.#changes = changes;
    this.#lastId = lastId;
  }

  rowsAffected(): number {
    return this.#changes;
  }

  lastInsertId(): number {
    return this.#lastId;
  }

  [goFields](): [string, unknown][] {
    return [["Locker", {}]];
  }
}

/** A statement with `{:name}` placeholders. */
export class Query {
  readonly #sql: string;
  readonly #source: QuerySource;
  #params: Params = {};
  #context: Context | null = null;
  readonly #hooks: QueryHooks = { one: null, all: null, execute: null };
  /** Nothing goes wrong before a statement runs. */
  readonly lastError = null;

  constructor(sql: string, source: QuerySource) {
    this.#sql = sql;
    this.#source = source;
  }

  bind(params: Params | null | undefined): this {
    this.#params = { ...this.#params };
    for (const [name, value] of Object.entries(params ?? {})) this.#params[name] = sqlArgument(value);
    return this;
  }

  sql(): string {
    return this.#sql;
  }

  params(): Params {
    return this.#params;
  }

  /** Statements are prepared, kept and closed by the server. */
  prepare(): this {
    return this;
  }

  close(): void {}

  context(): Context | null {
    return this.#context;
  }

  withContext(context: unknown): this {
    this.#context = context instanceof Context ? context : null;
    return this;
  }

  /** `hook(query, target, read)` runs in place of reading a row, and reads it by `read(target)`. */
  withOneHook(hook: ReadHook): this {
    this.#hooks.one = hook;
    return this;
  }

  withAllHook(hook: ReadHook): this {
    this.#hooks.all = hook;
    return this;
  }

  /** `hook(query, execute)` runs in place of the statement, and runs it by `execute()`. */
  withExecHook(hook: ExecuteHook): this {
    this.#hooks.execute = hook;
    return this;
  }

  execute(): Result {
    const { execute } = this.#hooks;
    let result = new Result(0, 0);
    const run = (): void => {
      const { changes, lastId } = this.#ask("sql.execute") as { changes: number; lastId: number };
      result = new Result(changes, lastId);
    };
    if (execute === null) run();
    else throwReturned(execute(this, run));
    return result;
  }

  one(target: unknown): void {
    const { one } = this.#hooks;
    if (one === null) this.#one(target);
    else throwReturned(one(this, target, (inner) => this.#one(inner)));
  }

  all(target: unknown): void {
    const { all } = this.#hooks;
    if (all === null) this.#all(target);
    else throwReturned(all(this, target, (inner) => this.#all(inner)));
  }

  #one(target: unknown): void {
    if (target instanceof HostRecord && this.#source.collection !== undefined) {
      const [sent] = this.#ask("sql.oneRecord") as SentRecord[];
      if (sent !== undefined) target.update(sent);
    } else if (target instanceof DynamicModel) {
      DynamicModel.scan(target, this.#ask("sql.one") as Row);
    } else {
      if (target === null || target === undefined) throw new PanicError("a query reads its row into nothing");
      throw wrongTarget(isPlainObject(target) ? "must be a NullStringMap" : "must be a pointer to a struct");
    }
  }

  #all(target: unknown): void {
    if (!(target instanceof DynamicList)) {
      throw wrongTarget(
        target instanceof DynamicModel ? "must be a slice of struct or NullStringMap" : "must be a pointer",
      );
    }
    const sample = DynamicList.sampleOf(target);
    if (sample instanceof HostRecord && this.#source.collection !== undefined) {
      const sent = this.#ask("sql.records") as SentRecord[];
      target.splice(0, Infinity, ...sent.map((one) => new HostRecord(one)));
    } else if (sample instanceof HostCollection) {
      const keys = this.#ask("sql.collections") as number[];
      target.splice(0, Infinity, ...keys.map((key) => HostCollection.fromKey(key)));
    } else if (!DynamicList.scan(target, this.#ask("sql.all") as Row[])) {
      throw wrongTarget("must be a slice of struct or NullStringMap");
    }
  }

  /** Reads the first column of all rows into a list such as `arrayOf("")`. */
  column(target: unknown): void {
    const isScanned = target instanceof DynamicList && DynamicList.scanColumn(target, this.#ask("sql.all") as Row[]);
    if (!isScanned) throw wrongTarget("must be a pointer to a slice");
  }

  /** Go's way to read into variables, which JavaScript has none of. */
  row(..._targets: readonly unknown[]): void {
    this.#ask("sql.one");
    throw goError("sql: Scan error on column index 0: destination not a pointer");
  }

  rows(): Rows {
    return new Rows(this.#ask("sql.all") as Row[]);
  }

  #ask(operation: string): unknown {
    const { ask, isAuxiliary, collection, namesFailedQuery } = this.#source;
    try {
      return ask(operation, [this.#sql, this.#params, isAuxiliary, collection]);
    } catch (error) {
      const isNamed = namesFailedQuery && error instanceof GoError && error.message !== NO_ROWS;
      throw isNamed ? goError(`${error.message}; failed query: ${this.#sql}`) : error;
    }
  }
}

/** The rows of a query, one after the other. */
export class Rows {
  readonly #rows: readonly Row[];
  #at = -1;

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
  }

  next(): boolean {
    this.#at += 1;
    return this.#at < this.#rows.length;
  }

  columns(): string[] {
    return Object.keys(this.#rows[0] ?? {});
  }

  /** Nothing goes wrong after the rows were read. */
  err(): null {
    return null;
  }

  nextResultSet(): boolean {
    return false;
  }

  /** Go's way to read into variables, which JavaScript has none of. */
  scan(...targets: readonly unknown[]): void {
    const { length } = this.columns();
    throw goError(`sql: expected ${length} destination arguments in Scan, not ${targets.length}`);
  }

  /** As in PocketBase, Go fills a copy of the map. */
  scanMap(_target: unknown): void {
    this.#row();
  }

  #row(): Row {
    const row = this.#rows[this.#at];
    if (row === undefined) throw goError("sql: Scan called without calling Next");
    return row;
  }

  scanStruct(target: DynamicModel): void {
    DynamicModel.scan(target, this.#row());
  }

  close(): void {}
}

function throwReturned(result: unknown): void {
  if (result !== undefined && result !== null) throw returnedFailure(result);
}

function wrongTarget(reason: string): unknown {
  return goError(`Invalid variable type: ${reason}`);
}

function isPlainObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
