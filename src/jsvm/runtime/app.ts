import type { SentRecord } from "../wire.ts";
import { collectionArgument, HostCollection } from "./collection.ts";
import { hostToString } from "./conversions.ts";
import { Database } from "./database.ts";
import { Cron } from "./cron.ts";
import { isError, returnedError, thrownOf } from "./errors.ts";
import { goError } from "./go-error.ts";
import { Logger } from "./logger.ts";
import { HostRecord } from "./record.ts";
import { call, server } from "./server.ts";
import { Settings } from "./settings.ts";
import { Store } from "./store.ts";

/** `$app`, `e.app` and the app of a transaction: each is a key of the server's. */
export class App {
  readonly #key: number;

  constructor(key: number) {
    this.#key = key;
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

  findAllRecords(collection: unknown): HostRecord[] {
    return this.findRecordsByFilter(collection);
  }

  findAuthRecordByEmail(collection: unknown, email: string): HostRecord {
    return this.#record("find.authByEmail", [collectionArgument(collection), email]);
  }

  findAuthRecordByToken(token: string, ...kinds: readonly string[]): HostRecord {
    return this.#record("find.authByToken", [token, kinds]);
  }

  countRecords(collection: unknown): number {
    return this.#ask("find.count", [collectionArgument(collection)]) as number;
  }

  save(model: unknown): void {
    if (model instanceof Settings) this.#ask("settings.save", [model]);
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

  // Everything else.

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

  db(): Database {
    return new Database(this.#key, false);
  }

  nonconcurrentDB(): Database {
    return this.db();
  }

  concurrentDB(): Database {
    return this.db();
  }

  auxDB(): Database {
    return new Database(this.#key, true);
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
