import type { SentRecord } from "../wire.ts";
import { noteAppKey } from "./app-key.ts";
import { collectionArgument, HostCollection } from "./collection.ts";
import { hostToString } from "./conversions.ts";
import type { Builder } from "./dbx/builder.ts";
import type { SelectQuery } from "./dbx/select-query.ts";
import { DynamicList } from "./dynamic-model.ts";
import { Cron } from "./cron.ts";
import { isError, returnedError, thrownOf } from "./errors.ts";
import { FileSystem } from "./filesystem.ts";
import { goError } from "./go-error.ts";
import { Logger } from "./logger.ts";
import { builderOf, countOf, recordQuery, recordQueryWhere, tableQuery } from "./queries.ts";
import { MailClient } from "./mail.ts";
import { ownValues } from "./own-values.ts";
import { SubscriptionsBroker } from "./realtime.ts";
import { HostRecord } from "./record.ts";
import { call, server } from "./server.ts";
import { Settings } from "./settings.ts";
import { Store } from "./store.ts";

/** `$app`, `e.app` and the app of a transaction: each is a key of the server's. */
export class App {
  readonly #key: number;

  constructor(key: number) {
    this.#key = key;
    noteAppKey(this, key);
  }

  // Records.

  findRecordById(collection: unknown, id: string): HostRecord {
    return this.#record("find.byId", [collectionArgument(collection), id]);
  }

  findRecordsByIds(collection: unknown, ids: readonly string[]): HostRecord[] {
    return this.#records("find.byIds", [collectionArgument(collection), ids]);
  }

  findFirstRecordByData(collection: unknown, field: string, value: unknown): HostRecord {
    return this.#record("find.firstByData", [collectionArgument(collection), field, value]);
  }

  findFirstRecordByFilter(collection: unknown, filter: string, ...params: readonly object[]): HostRecord {
    return this.#record("find.firstByFilter", [collectionArgument(collection), filter, params]);
  }

  /** `page` is the most there may be, how many are left out, and values for placeholders. */
  findRecordsByFilter(collection: unknown, filter = "", ...[sort = "", ...page]: readonly unknown[]): HostRecord[] {
    const [limit = 0, offset = 0, ...params] = page;
    return this.#records("find.byFilter", [collectionArgument(collection), filter, sort, limit, offset, params]);
  }

  findAllRecords(collection: unknown, ...expressions: readonly unknown[]): HostRecord[] {
    const records = DynamicList.make(new HostRecord());
    recordQueryWhere(this.#key, collection, expressions).all(records);
    return [...records] as HostRecord[];
  }

  findAuthRecordByEmail(collection: unknown, email: string): HostRecord {
    return this.#record("find.authByEmail", [collectionArgument(collection), email]);
  }

  findAuthRecordByToken(token: string, ...kinds: readonly string[]): HostRecord {
    return this.#record("find.authByToken", [token, kinds]);
  }

  countRecords(collection: unknown, ...expressions: readonly unknown[]): number {
    if (expressions.length > 0) return countOf(recordQueryWhere(this.#key, collection, expressions));
    return this.#ask("find.count", [collectionArgument(collection)]) as number;
  }

  save(model: unknown): void {
    if (model instanceof Settings) this.#ask("settings.save", [ownValues(model)]);
    else this.#ask("record.save", [recordOf(model)]);
  }

  saveNoValidate(model: unknown): void {
    this.#ask("record.saveNoValidate", [recordOf(model)]);
  }

  validate(model: unknown): void {
    this.#ask("record.validate", [recordOf(model)]);
  }

  delete(model: unknown): void {
    this.#ask("record.delete", [recordOf(model)]);
  }

  // Collections.

  findCollectionByNameOrId(nameOrId: string): HostCollection {
    const { key } = this.#ask("collection.find", [nameOrId]) as { key: number };
    return HostCollection.fromKey(key);
  }

  findCachedCollectionByNameOrId(nameOrId: string): HostCollection {
    return this.findCollectionByNameOrId(nameOrId);
  }

  /** Commits when the function returns, and rolls back when it throws or returns an error, which is thrown on. */
  runInTransaction(work: (app: App) => unknown): void {
    const key = this.#ask("transaction.begin") as number;
    let result: unknown;
    try {
      result = work(new App(key));
    } catch (error) {
      this.#ask("transaction.end", [thrownOf(error)]);
      throw error;
    }
    if (result === undefined || result === null) {
      this.#ask("transaction.end", [null]);
      return;
    }
    const failure = isError(result)
      ? returnedError(result)
      : goError(`could not convert ${hostToString(result)} to error`);
    this.#ask("transaction.end", [thrownOf(failure)]);
    throw failure;
  }

  isTransactional(): boolean {
    return this.#key !== 0;
  }

  // The databases.

  db(): Builder {
    return builderOf(this.#key, false);
  }

  nonconcurrentDB(): Builder {
    return this.db();
  }

  concurrentDB(): Builder {
    return this.db();
  }

  auxDB(): Builder {
    return builderOf(this.#key, true);
  }

  auxConcurrentDB(): Builder {
    return this.auxDB();
  }

  auxNonconcurrentDB(): Builder {
    return this.auxDB();
  }

  recordQuery(collection: unknown): SelectQuery {
    return recordQuery(this.#key, collection);
  }

  collectionQuery(): SelectQuery {
    return tableQuery(this.#key, "_collections", false);
  }

  modelQuery(model: { tableName(): string }): SelectQuery {
    return tableQuery(this.#key, model.tableName(), false);
  }

  auxModelQuery(model: { tableName(): string }): SelectQuery {
    return tableQuery(this.#key, model.tableName(), true);
  }

  logQuery(): SelectQuery {
    return tableQuery(this.#key, "_logs", true);
  }

  hasTable(name: string): boolean {
    return this.#ask("tables.has", [name, false]) as boolean;
  }

  auxHasTable(name: string): boolean {
    return this.#ask("tables.has", [name, true]) as boolean;
  }

  tableColumns(name: string): string[] {
    return this.#ask("tables.columns", [name]) as string[];
  }

  tableInfo(name: string): object[] {
    return this.#ask("tables.info", [name]) as object[];
  }

  tableIndexes(name: string): Record<string, string> {
    return this.#ask("tables.indexes", [name]) as Record<string, string>;
  }

  deleteTable(name: string): void {
    this.#ask("tables.delete", [name]);
  }

  vacuum(): void {
    this.#ask("tables.vacuum", ["", false]);
  }

  auxVacuum(): void {
    this.#ask("tables.vacuum", ["", true]);
  }

  // Everything else.

  newFilesystem(): FileSystem {
    return new FileSystem({ kind: "files" });
  }

  newBackupsFilesystem(): FileSystem {
    return new FileSystem({ kind: "backups" });
  }

  store(): Store {
    return new Store();
  }

  cron(): Cron {
    return new Cron();
  }

  logger(): Logger {
    return new Logger();
  }

  settings(): Settings {
    return new Settings(this.#ask("settings.get") as object);
  }

  reloadSettings(): void {
    this.#ask("settings.reload");
  }

  newMailClient(): MailClient {
    return new MailClient(this.#key);
  }

  subscriptionsBroker(): SubscriptionsBroker {
    return new SubscriptionsBroker();
  }

  isDev(): boolean {
    return server.environment.isDev;
  }

  dataDir(): string {
    return server.environment.dataDir;
  }

  encryptionEnv(): string {
    return "";
  }

  #ask(operation: string, args: readonly unknown[] = []): unknown {
    return call(operation, this.#key, args);
  }

  #record(operation: string, args: readonly unknown[]): HostRecord {
    return new HostRecord(this.#ask(operation, args) as SentRecord);
  }

  #records(operation: string, args: readonly unknown[]): HostRecord[] {
    return (this.#ask(operation, args) as SentRecord[]).map((sent) => new HostRecord(sent));
  }
}

function recordOf(model: unknown): HostRecord {
  if (model instanceof HostRecord) return model;
  throw new TypeError("could not convert the argument to a model");
}
