import type { Logger } from "../../lib/log.ts";
import { LONGEST_TIMER_MS } from "../../lib/longest-timer.ts";
import type {
  Connection,
  DatabaseFigures,
  DatabaseSize,
  Dialect,
  Engine,
  ReadById,
  Row,
  SchemaReader,
  ScriptOptions,
  SqlValue,
  TableResult,
  TableVersion,
  Transaction,
  TransactionOptions,
} from "../engine.ts";
import type { EventLog } from "../event-log.ts";
import { limited } from "../limit-work.ts";
import type { RowWriter } from "../row-write.ts";
import type { TextSearches } from "../text-searches.ts";
import { findOutcome } from "./commit-outcome.ts";
import type { PostgresConnection } from "./connection.ts";
import { postgresDialect } from "./dialect.ts";
import { isConnectionLost, NOT_IN_TRANSACTION, sqlState, translateError } from "./errors.ts";
import { type Counts, postgresFigures } from "./figures.ts";
import { KnownRelations } from "./known-relations.ts";
import type { PostgresEventLog } from "./nodes/postgres-event-log.ts";
import { OwnTransactions } from "./own-transactions.ts";
import type { ConnectionPool } from "./pool.ts";
import { Reads } from "./reads.ts";
import { RowWrites } from "./row-writes.ts";
import { SearchIndexes } from "./search-indexes.ts";
import { SearchTimes } from "./search-times.ts";
import { SchemaSize } from "./schema-size.ts";
import { postgresSchemaReader } from "./schema-reader.ts";
import { runScript } from "./script.ts";
import { readSnapshot } from "./snapshot.ts";
import type { ServerStarts } from "./server-starts.ts";
import { EVERYTHING, statementEffects } from "./statement-effects.ts";
import type { TableVersions } from "./table-versions.ts";
import { PostgresTransaction, type TransactionParts } from "./transaction.ts";

export interface EngineParts {
  readonly schemaName: string;
  readonly log: Logger;
  readonly readers: ConnectionPool;
  /** Apart from the readers: work in a transaction may read outside of it, and must not wait for itself. */
  readonly writers: ConnectionPool;
  readonly versions: TableVersions;
  readonly starts: ServerStarts;
  readonly hasAdvisoryLocks: boolean;
  /** Null where this is the only server of the database. */
  readonly events: PostgresEventLog | null;
  /** What ends with the engine. */
  readonly others: AsyncDisposable;
}

/** A lock that isn't had at once is another's whom nobody else should wait for. */
const HASTY_BEGIN = "BEGIN; SET LOCAL lock_timeout = 20";
const DEFAULT_TRANSACTION_MS = 30_000;
/** How long `close` waits for what is under way. */
const CLOSE_WAIT_MS = 5_000;

export class PostgresEngine implements Engine {
  readonly hasOtherWriters = true;
  readonly inPlace = null;
  readonly dialect: Dialect = postgresDialect;
  readonly schema: SchemaReader;
  /** PostgreSQL has its own: pg_stat_statements. */
  readonly watch = null;
  /** Reads hold up nobody. */
  readonly heavyTables = (): ReadonlySet<string> => new Set();
  readonly searches: TextSearches;
  readonly #parts: EngineParts;
  #closed: Promise<void> | null = null;
  readonly #counts: Counts = { reads: 0, readMs: 0, writeMs: 0, commits: 0, rollbacks: 0 };
  readonly #relations: KnownRelations;
  readonly #own: OwnTransactions;
  readonly rowWriter: RowWriter;
  readonly #reads: Reads;
  readonly #size: SchemaSize;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#own = new OwnTransactions(parts.writers);
    const { schemaName, versions, log } = parts;
    this.schema = postgresSchemaReader(this, schemaName);
    this.#size = new SchemaSize(this, schemaName);
    const times = new SearchTimes();
    this.searches = new SearchIndexes({ engine: this, schemaName, times });
    this.#reads = new Reads({ readers: parts.readers, counts: this.#counts, large: versions.large, times });
    this.rowWriter = new RowWrites({
      isInside: () => this.#own.isInside,
      run: (work) => this.#transact(work, { timeoutMs: LONGEST_TIMER_MS }),
      hasten: (work) => this.#transact(work, { begin: HASTY_BEGIN }),
    });
    this.#relations = new KnownRelations({ connection: this, schemaName, versions, log });
  }

  all<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = [], maxBytes?: number): Promise<T[]> {
    return this.#reads.all(sql, parameters, maxBytes);
  }

  get<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T | null> {
    return this.#reads.get(sql, parameters);
  }

  getById<T extends object = Row>(read: ReadById, id: string, others: readonly SqlValue[] = []): Promise<T | null> {
    return this.#reads.getById(read, id, others) as Promise<T | null>;
  }

  /** A transaction with a number, because what became of a statement is known by that alone when its connection was lost. */
  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<{ changes: number }> {
    if (statementEffects(sql).writes === null)
      return { changes: (await this.#reads.query(sql, parameters)).count ?? 0 };
    try {
      return await this.transaction((transaction) => transaction.run(sql, parameters), { timeoutMs: LONGEST_TIMER_MS });
    } catch (error) {
      if (sqlState(error) !== NOT_IN_TRANSACTION) throw error;
      const direct = await this.#write(new Set([EVERYTHING]), (connection) => connection.query(sql, parameters));
      return { changes: direct.count ?? 0 };
    }
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return this.#transact(work, options);
  }

  async #transact<T>(
    work: (transaction: Transaction) => Promise<T>,
    options: TransactionOptions & Pick<TransactionParts, "begin">,
  ): Promise<T> {
    const { schemaName, writers, events, hasAdvisoryLocks, versions, log } = this.#parts;
    const connection = await this.#own.acquire();
    const startedMs = performance.now();
    const written = new Set<string>();
    const transaction = new PostgresTransaction({
      connection,
      schemaName,
      hasAdvisoryLocks,
      isTelling: events !== null,
      wrote: (sql, parameters) => {
        const table = statementEffects(sql).writes ?? EVERYTHING;
        written.add(table);
        versions.large.wrote(table, parameters);
      },
      begin: options.begin,
    });
    let failure: unknown = null;
    try {
      const limitMs = options.timeoutMs ?? DEFAULT_TRANSACTION_MS;
      const end = (reason: string): void => transaction.abort(reason);
      const result = await limited({ limitMs, end }, () => this.#own.run(transaction, async () => work(transaction)));
      transaction.end("the transaction has ended");
      await this.#commit(transaction, written);
      return result;
    } catch (error) {
      failure = error ?? new Error("the transaction was rolled back");
      this.#counts.rollbacks += 1;
      transaction.end("the transaction was rolled back");
      await transaction.rollback().catch(() => connection.close());
      throw error;
    } finally {
      this.#counts.writeMs += performance.now() - startedMs;
      writers.release(connection);
      await transaction.runCallbacks(failure, (error) =>
        log.error(`Work after a ${failure === null ? "commit" : "rollback"} failed`, { error: String(error) }),
      );
    }
  }

  snapshot<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return readSnapshot(this.#parts, work);
  }

  foreignChanges(): number {
    return this.#parts.versions.foreignChanges;
  }

  versionOf(sql: string): TableVersion | null {
    return this.#parts.versions.versionOf(sql);
  }

  versionOfTable(table: string): TableVersion | null {
    return this.#parts.versions.versionOfTable(table);
  }

  /** Its commits have no numbers. */
  mayBeWrittenSince(): boolean {
    return true;
  }

  copyTo(): Promise<void> {
    return Promise.reject(new Error("a database of PostgreSQL is no file that could be copied"));
  }

  async runScript(script: string, options: ScriptOptions): Promise<TableResult> {
    return this.#write(new Set([EVERYTHING]), (connection) => runScript(connection, script, options));
  }

  checkpoint(): Promise<void> {
    return Promise.resolve();
  }

  findDamage(): Promise<string[]> {
    return Promise.resolve([]);
  }

  async measure(): Promise<DatabaseSize> {
    return { kind: "schema", name: this.#parts.schemaName, bytes: await this.#size.bytes() };
  }

  optimize(): Promise<void> {
    return Promise.resolve();
  }

  get events(): EventLog | null {
    return this.#parts.events;
  }

  figures(): DatabaseFigures {
    return postgresFigures(this.#counts, this.#parts);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** To be called where the schema may have changed without this engine's doing. */
  refreshRelations(): Promise<void> {
    return this.#relations.refresh();
  }

  async #close(): Promise<void> {
    this.#relations[Symbol.dispose]();
    const { readers, writers, others } = this.#parts;
    await writers.close(CLOSE_WAIT_MS);
    await readers.close(CLOSE_WAIT_MS);
    await others[Symbol.asyncDispose]();
  }

  async #write<T>(tables: ReadonlySet<string>, work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const { writers } = this.#parts;
    const connection = await writers.acquire();
    const [startedMs, done] = [performance.now(), this.#committing(tables)];
    try {
      return await work(connection);
    } catch (error) {
      throw translateError(error);
    } finally {
      done();
      // Also where it failed: a part of a script may have been committed.
      void this.#parts.events?.wrote([...tables]);
      this.#counts.writeMs += performance.now() - startedMs;
      writers.release(connection);
    }
  }

  /** Where the connection is lost meanwhile, the database is asked what became of it: who hears of a failure may rely on it. */
  async #commit(transaction: PostgresTransaction, written: ReadonlySet<string>): Promise<void> {
    const { versions, events } = this.#parts;
    const canTrigger = written.size > 0 && versions.canTrigger(written) !== false;
    const event = events?.statementFor({ written, canTrigger, told: transaction.told }) ?? null;
    const done = this.#committing(written);
    try {
      await transaction.commit(event);
    } catch (error) {
      const isCommitted =
        isConnectionLost(error) && transaction.id !== null
          ? await findOutcome(this.#parts, { id: transaction.id, serverStart: transaction.serverStart })
          : false;
      if (!isCommitted) throw translateError(error);
    } finally {
      done();
      if (event !== null) events?.committed();
    }
  }

  #committing(written: ReadonlySet<string>): () => void {
    const { versions } = this.#parts;
    const canTrigger = written.size > 0 && versions.canTrigger(written);
    const isAll = written.has(EVERYTHING) || canTrigger !== false;
    const done = versions.committing(isAll ? new Set([EVERYTHING]) : written);
    // Where nobody knows the relations yet they are just being read: to begin anew with each write might never end.
    const changesSchema = written.has(EVERYTHING) || canTrigger === true;
    if (changesSchema) versions.relationsAre(null);
    return () => {
      done();
      if (written.size > 0) this.#counts.commits += 1;
      if (!changesSchema) return;
      // What was read since the commit began may be from before it.
      versions.relationsAre(null);
      void this.#relations.refresh();
    };
  }
}
