import { ask } from "./app-base.ts";
import { appKey } from "./app-key.ts";
import { AppDatabases } from "./app-databases.ts";
import { collectionArgument } from "./collection.ts";
import { DynamicList } from "./dynamic-list.ts";
import { type CliCommand, rootCommand } from "./cli-command.ts";
import { Cron } from "./cron.ts";
import { FileSystem } from "./filesystem.ts";
import { goError } from "./go-error.ts";
import { Logger } from "./logger.ts";
import { countOf, recordQueryWhere } from "./queries.ts";
import { MailClient } from "./mail.ts";
import { SubscriptionsBroker } from "./realtime.ts";
import { HostRecord } from "./record.ts";
import { server } from "./server.ts";
import { forgetSettings, type Settings, settingsOf } from "./settings.ts";
import { Store } from "./store.ts";

/** `$app`, `e.app` and the app of a transaction: each is a key of the server's. */
export class App extends AppDatabases {
  findAllRecords(collection: unknown, ...expressions: readonly unknown[]): HostRecord[] {
    const records = DynamicList.make(new HostRecord());
    recordQueryWhere(appKey(this), collection, expressions).all(records);
    return [...records] as HostRecord[];
  }

  countRecords(collection: unknown, ...expressions: readonly unknown[]): number {
    if (expressions.length > 0) return countOf(recordQueryWhere(appKey(this), collection, expressions));
    return ask(this, "find.count", [collectionArgument(collection)]) as number;
  }

  /** The same app without hooks: it writes and deletes the rows of records and does nothing else, not even validate. */
  unsafeWithoutHooks(): App {
    return new App(ask(this, "app.withoutHooks") as number);
  }

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
    return settingsOf(appKey(this));
  }

  reloadSettings(): void {
    forgetSettings();
    ask(this, "settings.reload");
  }

  newMailClient(): MailClient {
    return new MailClient(appKey(this));
  }

  subscriptionsBroker(): SubscriptionsBroker {
    return new SubscriptionsBroker();
  }

  // The server as a whole.

  createBackup(_context: unknown, name: string): void {
    ask(this, "backups.create", [name ?? ""]);
  }

  /** The server ends all requests and starts anew with the data of the backup. */
  restoreBackup(_context: unknown, name: string): void {
    ask(this, "backups.restore", [name ?? ""]);
  }

  /** The server ends all requests and starts anew. */
  restart(): void {
    ask(this, "server.restart");
  }

  /** Reads settings and collections again. The databases are open before any hook file is loaded. */
  bootstrap(): void {
    this.reloadSettings();
    this.reloadCachedCollections();
  }

  /** Of PocketBase it closes the databases. Here they are open as long as there are hook files. */
  resetBootstrapState(): never {
    throw goError("the databases stay open as long as hook files run");
  }

  /** Those of the format, which have run before any hook file is loaded. */
  runSystemMigrations(): void {}

  /** A server has run them by then, a command has not. */
  runAppMigrations(): void {
    ask(this, "server.migrate");
  }

  runAllMigrations(): void {
    this.runAppMigrations();
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
