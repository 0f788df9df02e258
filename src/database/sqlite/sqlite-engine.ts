import type { Dialect, Engine, Row, SchemaReader, SqlValue, Transaction, TransactionOptions } from "../engine.ts";
import type { SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { sqliteSchemaReader } from "./schema-reader.ts";
import type { WriteQueue } from "./write-queue.ts";

interface EngineParts {
  readonly writer: SqliteConnection;
  readonly reader: SqliteConnection;
  readonly writes: WriteQueue;
}

export class SqliteEngine implements Engine {
  readonly dialect: Dialect = sqliteDialect;
  readonly schema: SchemaReader = sqliteSchemaReader(this);
  readonly #parts: EngineParts;

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
    return this.#parts.writes.run(sql, parameters);
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.#parts.writes.transaction(work, options);
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
    await this.#parts.writes.exclusive(async () => {
      await this.checkpoint();
      this.#parts.reader.close();
      this.#parts.writer.close();
    });
  }
}
