import type { Logger } from "../../lib/log.ts";
import type { Dialect, Row, SchemaReader, SqlValue, Transaction } from "../engine.ts";
import type { SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { sqliteSchemaReader } from "./schema-reader.ts";

type Callback = () => Promise<void> | void;

/** The writer connection while one transaction owns it. Unusable once the transaction has ended. */
export class SqliteTransaction implements Transaction {
  readonly dialect: Dialect = sqliteDialect;
  readonly #writer: SqliteConnection;
  readonly #afterCommit: Callback[] = [];
  readonly #afterRollback: Callback[] = [];
  #endedBecause: string | null = null;

  constructor(writer: SqliteConnection) {
    this.#writer = writer;
  }

  get schema(): SchemaReader {
    return sqliteSchemaReader(this);
  }

  async all<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T[]> {
    return this.#connection().all<T>(sql, parameters);
  }

  async get<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T | null> {
    return this.#connection().get<T>(sql, parameters);
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<{ changes: number }> {
    return this.#connection().run(sql, parameters);
  }

  afterCommit(work: Callback): void {
    this.#afterCommit.push(work);
  }

  afterRollback(work: Callback): void {
    this.#afterRollback.push(work);
  }

  /** Every later use of the handle throws with this reason. */
  end(reason: string): void {
    this.#endedBecause = reason;
  }

  async runCallbacks(outcome: "commit" | "rollback", log: Logger): Promise<void> {
    for (const work of outcome === "commit" ? this.#afterCommit : this.#afterRollback) {
      try {
        await work();
      } catch (error) {
        log.error(`work after a ${outcome} failed`, { error: String(error) });
      }
    }
  }

  #connection(): SqliteConnection {
    if (this.#endedBecause !== null) throw new Error(this.#endedBecause);
    return this.#writer;
  }
}
