import { Database } from "bun:sqlite";
import type { Row, SqlValue } from "../engine.ts";
import { boundedRows } from "./bounded-rows.ts";
import { translateError } from "./errors.ts";
import { QueryDeadline } from "./query-deadline.ts";
import { SlowReads } from "./slow-reads.ts";
import { StatementCache } from "./statement-cache.ts";

interface ConnectionOptions {
  readonly file: string;
  /** The writer creates an absent file and must be opened before any reader. */
  readonly role: "writer" | "reader";
  readonly queryTimeoutMs: number;
  /** Pages kept in memory. */
  readonly cacheKib: number;
  readonly maxStatements: number;
}

/** At most that much of the write-ahead log stays on disk after a checkpoint. */
const MAX_LOG_BYTES = 200_000_000;

interface ReadLimits {
  readonly limitMs?: number;
  readonly maxBytes?: number | undefined;
}

/** One SQLite connection. Calls are synchronous and stop the thread until they are done. */
export class SqliteConnection {
  readonly file: string;
  readonly queryTimeoutMs: number;
  readonly statements: StatementCache;
  readonly slowReads = new SlowReads();
  readonly #database: Database;
  readonly #deadline = new QueryDeadline();

  constructor(options: ConnectionOptions) {
    this.file = options.file;
    this.queryTimeoutMs = options.queryTimeoutMs;
    this.#database =
      options.role === "writer"
        ? new Database(options.file, { create: true, readwrite: true })
        : new Database(options.file, { readonly: true });
    this.statements = new StatementCache(this.#database, options.maxStatements, options.role === "writer");
    try {
      this.#configure(options);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  get isInTransaction(): boolean {
    return this.#database.inTransaction;
  }

  all<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = [], limits: ReadLimits = {}): T[] {
    const { limitMs = this.queryTimeoutMs, maxBytes } = limits;
    this.#deadline.restart(limitMs);
    try {
      const statement = this.statements.prepare(sql);
      if (maxBytes === undefined) return statement.all(...parameters) as T[];
      return boundedRows<T>(statement, parameters, maxBytes);
    } catch (error) {
      throw translateError(error);
    }
  }

  get<T extends object = Row>(
    sql: string,
    parameters: readonly SqlValue[] = [],
    limitMs = this.queryTimeoutMs,
  ): T | null {
    this.#deadline.restart(limitMs);
    try {
      return this.statements.prepare(sql).get(...parameters) as T | null;
    } catch (error) {
      throw translateError(error);
    }
  }

  run(sql: string, parameters: readonly SqlValue[] = []): { changes: number } {
    this.#deadline.restart(this.queryTimeoutMs);
    try {
      return { changes: this.statements.prepare(sql).run(...parameters).changes };
    } catch (error) {
      throw translateError(error);
    }
  }

  /** SQLite's program for the statement, which is not run; parameters need no values. */
  explain<T extends object>(sql: string): T[] {
    return this.#explain<T>(`EXPLAIN ${sql}`);
  }

  /** What loops the statement has, and what it sorts, by the schema as it is now. */
  queryPlan<T extends object>(sql: string): T[] {
    return this.#explain<T>(`EXPLAIN QUERY PLAN ${sql}`);
  }

  #explain<T extends object>(sql: string): T[] {
    // Unlike statements that run, an explained one does not notice that another connection has changed the schema.
    this.get("SELECT 1 FROM sqlite_schema LIMIT 1");
    const statement = this.#database.prepare(sql);
    try {
      return statement.all() as T[];
    } finally {
      statement.finalize();
    }
  }

  close(): void {
    this.statements.clear();
    this.#database.close(true);
  }

  /** A lock held by another process must not stop the thread, so SQLite itself never waits for one. */
  #configure({ role, cacheKib }: ConnectionOptions): void {
    this.#database.run("PRAGMA busy_timeout = 0");
    if (role === "writer") {
      this.#database.run("PRAGMA journal_mode = WAL");
      this.#database.run(`PRAGMA journal_size_limit = ${MAX_LOG_BYTES}`);
    }
    this.#database.run("PRAGMA synchronous = NORMAL");
    this.#database.run("PRAGMA foreign_keys = ON");
    this.#database.run(`PRAGMA cache_size = -${cacheKib}`);
    this.#deadline.register(this.#database);
    this.#database.prepare("SELECT count(*) FROM sqlite_schema").get();
  }
}
