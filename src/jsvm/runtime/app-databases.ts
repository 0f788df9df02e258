import { ask } from "./app-base.ts";
import { appKey } from "./app-key.ts";
import { AppAuthModels } from "./app-auth-models.ts";
import { collectionArgument, type HostCollection } from "./collection.ts";
import type { Builder } from "./dbx/builder.ts";
import { dbx } from "./dbx/expressions.ts";
import type { SelectQuery } from "./dbx/select-query.ts";
import { DynamicList } from "./dynamic-list.ts";
import { DynamicModel } from "./dynamic-model.ts";
import { PanicError, thrownOf } from "./errors.ts";
import { goError } from "./go-error.ts";
import { GoTime } from "./go-time.ts";
import { HostDateTime } from "./date-time.ts";
import { HostLog, type LogRow, LogsStatsItem } from "./log-model.ts";
import { builderOf, recordQuery, tableQuery } from "./queries.ts";
import { returnedFailure } from "./returned-failure.ts";
import { noteTransaction, ownTransaction, TxInfo } from "./transaction.ts";

/** What apps do with the databases themselves: transactions, queries, tables, and the log in the auxiliary one. */
export abstract class AppDatabases extends AppAuthModels {
  /** Commits when the function returns, and rolls back when it throws or returns an error, which is thrown on. */
  runInTransaction(work: (app: this) => unknown): void {
    this.#run("data", work);
  }

  /** The same for the auxiliary database. */
  auxRunInTransaction(work: (app: this) => unknown): void {
    this.#run("auxiliary", work);
  }

  /** Null outside of transactions. */
  txInfo(): TxInfo | null {
    return ownTransaction(this) ?? (this.isTransactional() ? new TxInfo(false) : null);
  }

  #run(database: "data" | "auxiliary", work: (app: this) => unknown): void {
    const outer = this.txInfo();
    const info = outer ?? new TxInfo(true);
    const app = this.#within(ask(this, "transaction.begin", [database === "auxiliary"]) as number);
    noteTransaction(app, info);
    const end = (error: unknown): void => void ask(this, "transaction.end", [error === null ? null : thrownOf(error)]);
    let failure: unknown = null;
    try {
      failure = returnedFailure(work(app));
      failure = PanicError.first() ?? failure;
    } catch (thrown) {
      end(thrown);
      throw outer === null ? TxInfo.complete(info, thrown) : thrown;
    }
    end(failure);
    if (outer === null) failure = TxInfo.complete(info, failure);
    if (failure !== null) throw failure;
  }

  /** The same app in a transaction. */
  #within(key: number): this {
    return new (this.constructor as new (key: number) => this)(key);
  }

  db(): Builder {
    return builderOf(appKey(this), false);
  }

  nonconcurrentDB(): Builder {
    return this.db();
  }

  concurrentDB(): Builder {
    return this.db();
  }

  auxDB(): Builder {
    return builderOf(appKey(this), true);
  }

  auxConcurrentDB(): Builder {
    return this.auxDB();
  }

  auxNonconcurrentDB(): Builder {
    return this.auxDB();
  }

  recordQuery(collection: unknown): SelectQuery {
    return recordQuery(appKey(this), collection);
  }

  collectionQuery(): SelectQuery {
    return tableQuery(appKey(this), "_collections", false);
  }

  modelQuery(model: { tableName(): string }): SelectQuery {
    return tableQuery(appKey(this), model.tableName(), false);
  }

  auxModelQuery(model: { tableName(): string }): SelectQuery {
    return tableQuery(appKey(this), model.tableName(), true);
  }

  hasTable(name: string): boolean {
    return ask(this, "tables.has", [name, false]) as boolean;
  }

  auxHasTable(name: string): boolean {
    return ask(this, "tables.has", [name, true]) as boolean;
  }

  tableColumns(name: string): string[] {
    return ask(this, "tables.columns", [name]) as string[];
  }

  tableInfo(name: string): object[] {
    return ask(this, "tables.info", [name]) as object[];
  }

  tableIndexes(name: string): Record<string, string> {
    return ask(this, "tables.indexes", [name]) as Record<string, string>;
  }

  /** Brings the table of a collection from the old state to the new one. */
  syncRecordTableSchema(current: HostCollection, old: HostCollection): void {
    ask(this, "collection.syncTable", [collectionArgument(current), collectionArgument(old ?? current)]);
  }

  deleteTable(name: string): void {
    ask(this, "tables.delete", [name]);
  }

  vacuum(): void {
    ask(this, "tables.vacuum", ["", false]);
  }

  auxVacuum(): void {
    ask(this, "tables.vacuum", ["", true]);
  }

  logQuery(): SelectQuery {
    return tableQuery(appKey(this), "_logs", true);
  }

  findLogById(id: string): HostLog {
    const row = new DynamicModel({ id: "", created: "", data: "", message: "", level: 0 });
    this.logQuery().andWhere(dbx.hashExp({ id })).limit(1).one(row);
    return new HostLog(row as unknown as LogRow);
  }

  /** How many entries each hour has, of those that the expression is for. */
  logsStats(expression: unknown): LogsStatsItem[] {
    const query = this.logQuery()
      .select("count(id) as total", "strftime('%Y-%m-%d %H:00:00', created) as date")
      .groupBy("date");
    if (expression !== null && expression !== undefined) query.andWhere(expression);
    const rows = DynamicList.make(new DynamicModel({ total: 0, date: "" }));
    query.all(rows);
    return [...rows].map((row) => new LogsStatsItem(row as Record<string, unknown>));
  }

  /** Those of that time and before. */
  deleteOldLogs(until: unknown): void {
    if (until instanceof GoTime) ask(this, "logs.deleteUntil", [new HostDateTime(until).string()]);
  }

  // Of the models that scripts get only entries of the log are rows of the auxiliary database.

  auxSave(model: unknown): void {
    const log = logArgument(model);
    const { id, ...values } = HostLog.columns(log);
    const db = this.auxDB();
    if (log.isNew()) db.insert("_logs", { id, ...values }).execute();
    else db.update("_logs", { id, ...values }, dbx.hashExp({ id: log.lastSavedPK() })).execute();
    log.markAsNotNew();
  }

  auxSaveNoValidate(model: unknown): void {
    this.auxSave(model);
  }

  auxDelete(model: unknown): void {
    const log = logArgument(model);
    this.auxDB()
      .delete("_logs", dbx.hashExp({ id: log.lastSavedPK() }))
      .execute();
  }

  auxSaveWithContext(_context: unknown, model: unknown): void {
    this.auxSave(model);
  }

  auxSaveNoValidateWithContext(_context: unknown, model: unknown): void {
    this.auxSave(model);
  }

  auxDeleteWithContext(_context: unknown, model: unknown): void {
    this.auxDelete(model);
  }
}

function logArgument(model: unknown): HostLog {
  if (model instanceof HostLog) return model;
  const isTable = typeof model === "object" && model !== null && "tableName" in model;
  if (!isTable || typeof model.tableName !== "function")
    throw new TypeError("could not convert the argument to a model");
  throw goError(`SQL logic error: no such table: ${String((model.tableName as () => unknown)())} (1)`);
}
