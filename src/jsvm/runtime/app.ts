import { ask } from "./app-base.ts";
import { appKey } from "./app-key.ts";
import { AppAuthModels } from "./app-auth-models.ts";
import { collectionArgument } from "./collection.ts";
import type { Builder } from "./dbx/builder.ts";
import type { SelectQuery } from "./dbx/select-query.ts";
import { DynamicList } from "./dynamic-model.ts";
import { type CliCommand, rootCommand } from "./cli-command.ts";
import { Cron } from "./cron.ts";
import { thrownOf } from "./errors.ts";
import { FileSystem } from "./filesystem.ts";
import { Logger } from "./logger.ts";
import { builderOf, countOf, recordQuery, recordQueryWhere, tableQuery } from "./queries.ts";
import { MailClient } from "./mail.ts";
import { SubscriptionsBroker } from "./realtime.ts";
import { HostRecord } from "./record.ts";
import { returnedFailure } from "./returned-failure.ts";
import { server } from "./server.ts";
import { Settings } from "./settings.ts";
import { Store } from "./store.ts";

/** `$app`, `e.app` and the app of a transaction: each is a key of the server's. */
export class App extends AppAuthModels {
  findAllRecords(collection: unknown, ...expressions: readonly unknown[]): HostRecord[] {
    const records = DynamicList.make(new HostRecord());
    recordQueryWhere(appKey(this), collection, expressions).all(records);
    return [...records] as HostRecord[];
  }

  countRecords(collection: unknown, ...expressions: readonly unknown[]): number {
    if (expressions.length > 0) return countOf(recordQueryWhere(appKey(this), collection, expressions));
    return ask(this, "find.count", [collectionArgument(collection)]) as number;
  }

  /** Commits when the function returns, and rolls back when it throws or returns an error, which is thrown on. */
  runInTransaction(work: (app: App) => unknown): void {
    const key = ask(this, "transaction.begin") as number;
    let result: unknown;
    try {
      result = work(new App(key));
    } catch (error) {
      ask(this, "transaction.end", [thrownOf(error)]);
      throw error;
    }
    const failure = returnedFailure(result);
    ask(this, "transaction.end", [failure === null ? null : thrownOf(failure)]);
    if (failure !== null) throw failure;
  }

  /** The same app without hooks: it writes and deletes the rows of records and does nothing else, not even validate. */
  unsafeWithoutHooks(): App {
    return new App(ask(this, "app.withoutHooks") as number);
  }

  // The databases.

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

  logQuery(): SelectQuery {
    return tableQuery(appKey(this), "_logs", true);
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

  deleteTable(name: string): void {
    ask(this, "tables.delete", [name]);
  }

  vacuum(): void {
    ask(this, "tables.vacuum", ["", false]);
  }

  auxVacuum(): void {
    ask(this, "tables.vacuum", ["", true]);
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
    return new Settings(ask(this, "settings.get") as object);
  }

  reloadSettings(): void {
    ask(this, "settings.reload");
  }

  newMailClient(): MailClient {
    return new MailClient(appKey(this));
  }

  subscriptionsBroker(): SubscriptionsBroker {
    return new SubscriptionsBroker();
  }

  get rootCmd(): CliCommand {
    return rootCommand;
  }

  /** Scripts run when it is. */
  isBootstrapped(): boolean {
    return true;
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
}
