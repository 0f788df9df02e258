import type { CommitOrder } from "../lib/bus.ts";
import type { EventLog } from "./event-log.ts";
import type { ExpressionDialect } from "./expression-dialect.ts";
import type { RowWriter, SeveralRows } from "./row-write.ts";
import type { SchemaDialect } from "./schema-dialect.ts";
import type { StatementWatch } from "./statement-watch.ts";
import type { TextSearches } from "./text-searches.ts";

/** What a column may hold or a parameter be. Booleans are stored as the engine does it (SQLite: 0 and 1). */
export type SqlValue = string | number | bigint | boolean | Uint8Array | null;

export type Row = Record<string, SqlValue>;

/** SQL text with `?` placeholders and the values for them, in order. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** A read of one record by its id. */
export interface ReadById {
  /** The id is the first parameter. */
  readonly one: string;
  /** The same for several, which come as one parameter (`ExpressionDialect.inIds`); the rows have their `id`. Null: each is read by itself. */
  readonly several: string | null;
}

/**
 * Runs SQL. Every call names its connection: an `Engine` reads the last commit, a `Transaction` sees its own writes.
 * Statements are prepared once and kept in a bounded cache, so pass values as parameters, never in the text.
 */
export interface Connection {
  readonly dialect: Dialect;
  /** All rows; a `LimitError` where their texts are larger than `maxBytes` together. Plans that scan much run outside the event loop's thread; all end at the time limit with a `QueryTimeoutError`. */
  all<T extends object = Row>(sql: string, parameters?: readonly SqlValue[], maxBytes?: number): Promise<T[]>;
  /** The first row, or null. */
  get<T extends object = Row>(sql: string, parameters?: readonly SqlValue[]): Promise<T | null>;
  /** The record with the id, or null; `others` are the parameters behind the id. Who asks for one at the same time may get the same object. */
  getById<T extends object = Row>(read: ReadById, id: string, others?: readonly SqlValue[]): Promise<T | null>;
  /** Runs one statement for its effect. On an `Engine` it is a transaction of its own. */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<{ changes: number }>;
  /** The same without promises, which take as long as a short statement; null where answers come later, or where statements are watched. */
  readonly inPlace: InPlaceConnection | null;
  readonly schema: SchemaReader;
}

/** What runs in the thread of the caller. Throws what else a promise is rejected with. */
export interface InPlaceConnection {
  getNow<T extends object = Row>(sql: string, parameters?: readonly SqlValue[]): T | null;
  runNow(sql: string, parameters?: readonly SqlValue[]): { changes: number };
  /** Whether the statement, whose parameter is an id, has a row. What has one is known until something was written that may remove rows. */
  hasRowNow(sql: string, id: string): boolean;
}

/** The one open write transaction of an engine. */
export interface Transaction extends Connection {
  /**
   * Waits until no other transaction holds the lock of that name, and holds it until the end. For what must not happen twice at
   * once and that no constraint prevents; SQLite's transactions exclude each other anyway.
   */
  lock(name: string): Promise<void>;
  /**
   * To be called when something is written: where the commit will be among those that write the same, once it is made. Null where
   * transactions tell of what they write, see `tell`.
   */
  orderOf(key: string): CommitOrder | null;
  /**
   * Tells all servers of the database the message once it is committed; see `EventLog`. False where this one alone serves it:
   * nothing was told then.
   */
  tell(name: string, message: unknown): boolean;
  /** Called in order after the commit; a failure in one is logged and harms neither the commit nor the others. */
  afterCommit(work: () => Promise<void> | void): void;
  /** The version of what it sees of the table, to compare with that of the engine; null where it has written the table or can't tell. */
  versionOfTable(table: string): TableVersion | null;
  /** To be called when it is known what the table holds. A later call for the same table makes the marks before it worthless. */
  markTable(table: string): TableMark;
  /** Grows with each row that a statement writes. */
  writtenRows(): Promise<number>;
  /** Called in order after a rollback, with the error that it was rolled back for. */
  afterRollback(work: (reason: unknown) => Promise<void> | void): void;
}

/** One database: a writer connection with a fair queue, and connections that read beside it. */
export interface Engine extends Connection {
  /** Runs `work` in one write transaction: committed when it resolves, rolled back when it rejects or exceeds the limit. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  readonly rowWriter: RowWriter;
  /** Gives `work` a connection whose reads all see the same commit, as long as it takes. An engine with one writer may hold up writes. */
  snapshot<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /**
   * The number of commits that were seen by processes that do not belong to this server. Cheap: looks at most once in a short interval,
   * so a change by another process is noticed soon, not at once.
   */
  foreignChanges(): number;
  /**
   * Changes with every commit into a table that the statement reads, and with every commit of another process that was noticed.
   * Null where there is nothing to compare: a commit is just being made, or the result can change without one because the
   * statement asks for the time or for random numbers.
   */
  versionOf(sql: string): TableVersion | null;
  /** The same for all that reads the table. */
  versionOfTable(table: string): TableVersion | null;
  /** Whether this server may have written the table after the commit with that number of a `CommitOrder`. */
  mayBeWrittenSince(table: string, commit: number): boolean;
  /** Whether tables may be changed between a look at the collections and a statement made of it: there are other writers. */
  readonly hasOtherWriters: boolean;
  /** Those of the tables that are better searched outside of a transaction, as others would wait long for it otherwise. Cheap. */
  heavyTables(tables: readonly string[]): ReadonlySet<string>;
  /** Writes a consistent copy of the database to a new file, of which an abort may leave a part. */
  copyTo(file: string, signal?: AbortSignal): Promise<void>;
  /**
   * Runs statements that an operator wrote, separated by semicolons. Those that read give the rows of the last one, others
   * run in one transaction where they can. May hold up other writes, but no reads.
   */
  runScript(script: string, options: ScriptOptions): Promise<TableResult>;
  /** Moves what the log holds into the database file. */
  checkpoint(): Promise<void>;
  /**
   * What is wrong with the database's file, in a line each; looks at all of it. A thorough search compares indexes with their tables, too,
   * which takes longer.
   */
  findDamage(isThorough?: boolean): Promise<string[]>;
  /** How much it holds: on disk, with indexes. May be a minute old. */
  measure(): Promise<DatabaseSize>;
  /** Refreshes what the query planner knows of the tables, where that is worth it. */
  optimize(): Promise<void>;
  /** What it did since it was opened, and what waits. */
  figures(): DatabaseFigures;
  /** What all servers of the database are told; null where this one alone serves it. */
  readonly events: EventLog | null;
  /** Null for an engine that can't tell. */
  readonly watch: StatementWatch | null;
  /** Null for an engine without indexes for them. */
  readonly searches: TextSearches | null;
  close(): Promise<void>;
}

export interface DatabaseSize {
  readonly kind: "file" | "schema";
  readonly name: string;
  readonly bytes: number;
}

export interface DatabaseFigures {
  /** By where they ran. */
  readonly reads: Readonly<Record<ReadPlace, number>>;
  /** How long they took, without what they waited. */
  readonly readSeconds: Readonly<Record<ReadPlace, number>>;
  /** By what was known of them before they ran. */
  readonly readClasses: Readonly<Record<ReadClass, number>>;
  /** Reads that took longer in the event loop than they were tried there, and went on in a thread. */
  readonly failedTrials: number;
  readonly readsWaiting: number;
  readonly readWaitSeconds: number;
  /** Threads and processes that are there. */
  readonly readers: number;
  readonly writesWaiting: number;
  readonly writeWaitSeconds: number;
  /** How long something was written, or a transaction was open: of SQLite there is one at a time. */
  readonly writerBusySeconds: number;
  readonly commits: number;
  readonly rollbacks: number;
}

export type ReadPlace = "loop" | "thread" | "process";

/**
 * `quick`: it scans little. `tried`: it may take long, and can be stopped. `long`: it scans much or took long before. `unstoppable`: it
 * may take long, and only the end of a process stops it.
 */
export type ReadClass = "quick" | "tried" | "long" | "unstoppable";

/** Can only be compared with another one of the same engine and statement. */
export type TableVersion = number | string;

export interface TableMark {
  /** After the commit: that of the table as it was when it was marked. Null where it may have been written since, or nobody can tell. */
  readonly version: TableVersion | null;
}

export interface TransactionOptions {
  /** Rolled back with an error after that long; default 30 s. */
  readonly timeoutMs?: number;
  /**
   * For short work without user code: it may be committed together with that of others, each of which can still fail alone.
   */
  readonly sharesCommit?: boolean;
  /** For work that shares a commit: it writes with a single statement, behind which nothing of it can fail. Default: false. */
  readonly writesOnce?: boolean;
}

export interface ScriptOptions {
  readonly maxRows: number;
  readonly timeoutMs: number;
}

/** All cells as texts. */
export interface TableResult {
  /** `type` is the declared one in upper case; empty for expressions. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** How many rows the last statement that writes rows wrote. */
  readonly affectedRows: number;
}

/** What the database holds, asked anew at every call. */
export interface SchemaReader {
  hasTable(name: string): Promise<boolean>;
  /** Tables and views by name; null for neither. */
  columns(table: string): Promise<ColumnInfo[]>;
  /** Name and SQL text of the indexes that were created by statement. */
  indexes(table: string): Promise<{ name: string; sql: string }[]>;
}

export interface ColumnInfo {
  readonly name: string;
  /** Declared type, upper case; empty for computed view columns. */
  readonly type: string;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
  readonly defaultValue: string | null;
}

/** Everything that one engine writes differently from another. */
export interface Dialect {
  /** For messages alone: what differs between engines is a part of the dialect. */
  readonly name: "sqlite" | "postgres";
  /**
   * Whether the error, or one of its causes, is a change of the schema that came between a statement and what it was made for, or is
   * that two transactions waited for each other. What failed so was rolled back.
   */
  conflictOf(error: unknown): "schema" | "deadlock" | null;
  /** Quotes an identifier. */
  quote(identifier: string): string;
  readonly expressions: ExpressionDialect;
  readonly schema: SchemaDialect;
  /** Null where each row is written by itself. */
  readonly severalRows: SeveralRows | null;
}

/** The statement ran longer than the engine's time limit and was ended. */
export class QueryTimeoutError extends Error {
  override readonly name = "QueryTimeoutError";
}

/** More statements wait for the database than it lets wait; the same request may succeed a little later. */
export class DatabaseOverloadedError extends Error {
  override readonly name = "DatabaseOverloadedError";
}

/** The database can't be reached at the moment; the same request may succeed a little later. */
export class DatabaseUnavailableError extends Error {
  override readonly name = "DatabaseUnavailableError";
}

/** What was to be written did not fit onto the disk of the database. */
export class DatabaseFullError extends Error {
  override readonly name = "DatabaseFullError";
  readonly code = "ENOSPC";
}

/** A UNIQUE constraint was violated; `columns` are `table.column` names, none where the index is over expressions. */
export class UniqueConstraintError extends Error {
  override readonly name = "UniqueConstraintError";
  readonly columns: readonly string[];

  constructor(columns: readonly string[], cause: unknown) {
    super(`unique constraint failed: ${columns.join(", ")}`, { cause });
    this.columns = columns;
  }
}
