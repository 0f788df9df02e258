import type { Logger } from "../../lib/log.ts";
import type { Dialect, Engine, Row, SchemaReader, SqlValue, Transaction, TransactionOptions } from "../engine.ts";
import type { SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { FairLock } from "./fair-lock.ts";
import { sqliteSchemaReader } from "./schema-reader.ts";
import { SqliteTransaction } from "./transaction.ts";

interface EngineParts {
  readonly writer: SqliteConnection;
  readonly reader: SqliteConnection;
  readonly log: Logger;
}

export class SqliteEngine implements Engine {
  readonly dialect: Dialect = sqliteDialect;
  readonly schema: SchemaReader = sqliteSchemaReader(this);
  readonly #parts: EngineParts;
  readonly #lock = new FairLock();

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  async all<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T[]> {
    return this.#parts.reader.all<T>(sql, parameters);
  }

  async get<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T | null> {
    return this.#parts.reader.get<T>(sql, parameters);
  }

  run(sql: string, parameters: readonly SqlValue[] = []): Promise<{ changes: number }> {
    return this.transaction((transaction) => transaction.run(sql, parameters));
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>, _options: TransactionOptions = {}): Promise<T> {
    const { writer, log } = this.#parts;
    const release = await this.#lock.acquire();
    const transaction = new SqliteTransaction(writer);
    let outcome: "commit" | "rollback" = "rollback";
    try {
      writer.run("BEGIN IMMEDIATE", []);
      try {
        const result = await work(transaction);
        writer.run("COMMIT", []);
        outcome = "commit";
        return result;
      } finally {
        if (outcome === "rollback") writer.run("ROLLBACK", []);
      }
    } finally {
      transaction.end("the transaction has ended");
      release();
      await transaction.runCallbacks(outcome, log);
    }
  }

  foreignChanges(): number {
    return 0;
  }

  async copyTo(file: string): Promise<void> {
    this.#parts.reader.run("VACUUM INTO ?", [file]);
  }

  async checkpoint(): Promise<void> {
    this.#parts.writer.run("PRAGMA wal_checkpoint(TRUNCATE)", []);
  }

  async close(): Promise<void> {
    const release = await this.#lock.acquire();
    await this.checkpoint();
    this.#parts.reader.close();
    this.#parts.writer.close();
    release();
  }
}
