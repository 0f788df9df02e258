import { Database } from "bun:sqlite";
import type { Row, SqlValue } from "../engine.ts";
import { QueryTimeoutError } from "../engine.ts";
import { translateError } from "./errors.ts";
import { StatementCache } from "./statement-cache.ts";

const MAX_STATEMENTS = 500;
const CACHE_KIB = 16_000;

interface ConnectionOptions {
  readonly file: string;
  readonly role: "writer" | "reader";
  readonly queryTimeoutMs: number;
}

/** One SQLite connection. Calls are synchronous and stop the thread until they are done. */
export class SqliteConnection {
  readonly #database: Database;
  readonly #statements: StatementCache;
  readonly #queryTimeoutMs: number;
  #deadline = Number.POSITIVE_INFINITY;

  /** The writer creates an absent file and must be opened first. */
  constructor(options: ConnectionOptions) {
    this.#database =
      options.role === "writer"
        ? new Database(options.file, { create: true, readwrite: true })
        : new Database(options.file, { readonly: true });
    this.#queryTimeoutMs = options.queryTimeoutMs;
    this.#statements = new StatementCache(this.#database, MAX_STATEMENTS);
    this.#configure(options.role);
  }

  all<T extends object = Row>(sql: string, parameters: readonly SqlValue[]): T[] {
    return this.#guarded(() => this.#statements.prepare(sql).all(...parameters) as T[]);
  }

  get<T extends object = Row>(sql: string, parameters: readonly SqlValue[]): T | null {
    return this.#guarded(() => this.#statements.prepare(sql).get(...parameters) as T | null);
  }

  run(sql: string, parameters: readonly SqlValue[]): { changes: number } {
    return this.#guarded(() => ({ changes: this.#statements.prepare(sql).run(...parameters).changes }));
  }

  close(): void {
    this.#statements.clear();
    this.#database.close(true);
  }

  #configure(role: "writer" | "reader"): void {
    this.#database.run("PRAGMA busy_timeout = 0");
    if (role === "writer") this.#database.run("PRAGMA journal_mode = WAL");
    this.#database.run("PRAGMA synchronous = NORMAL");
    this.#database.run("PRAGMA foreign_keys = ON");
    this.#database.run(`PRAGMA cache_size = -${CACHE_KIB}`);
    this.#database.function("baobox_deadline", { varargs: true }, () => {
      if (performance.now() > this.#deadline) throw new QueryTimeoutError("The query took too long.");
      return 1;
    });
  }

  #guarded<T>(work: () => T): T {
    this.#deadline = performance.now() + this.#queryTimeoutMs;
    try {
      return work();
    } catch (error) {
      throw translateError(error);
    }
  }
}
