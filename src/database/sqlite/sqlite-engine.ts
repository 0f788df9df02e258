import type { Dialect, Engine, Row, SchemaReader, SqlValue, Transaction, TransactionOptions } from "../engine.ts";
import { retryWhileBusy } from "./busy-retry.ts";
import type { SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import type { ForeignChanges } from "./foreign-changes.ts";
import type { ReaderPool } from "./reader-pool.ts";
import type { Reads } from "./reads.ts";
import { sqliteSchemaReader } from "./schema-reader.ts";
import type { TableVersions } from "./table-versions.ts";
import type { WriteQueue } from "./write-queue.ts";

export interface EngineParts {
  readonly writer: SqliteConnection;
  readonly reader: SqliteConnection;
  readonly reads: Reads;
  readonly writes: WriteQueue;
  readonly pools: readonly ReaderPool[];
  readonly foreignChanges: ForeignChanges;
  readonly versions: TableVersions;
  readonly lockLimitMs: number;
}

/** How long `close` waits for queries that run in threads and processes. */
const CLOSE_WAIT_MS = 5_000;

export class SqliteEngine implements Engine {
  readonly dialect: Dialect = sqliteDialect;
  readonly schema: SchemaReader = sqliteSchemaReader(this);
  readonly #parts: EngineParts;
  #closed: Promise<void> | null = null;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  async all<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T[]> {
    return this.#open().reads.all<T>(sql, parameters);
  }

  async get<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T | null> {
    return this.#open().reads.get<T>(sql, parameters);
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<{ changes: number }> {
    return this.#open().writes.run(sql, parameters);
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.#open().writes.transaction(work, options);
  }

  foreignChanges(): number {
    return this.#open().foreignChanges.count();
  }

  versionOf(sql: string): string | null {
    const { versions, foreignChanges } = this.#open();
    return versions.versionOf(sql, foreignChanges.count());
  }

  async copyTo(file: string): Promise<void> {
    await this.#open().reads.vacuumInto(file);
  }

  async checkpoint(): Promise<void> {
    const { writes } = this.#open();
    await writes.exclusive(() => this.#checkpoint());
  }

  async optimize(): Promise<void> {
    await this.#open().writes.run("PRAGMA optimize", []);
  }

  /** Waits for what was begun; whatever is asked for afterwards is an error. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { reader, writer, pools, writes } = this.#parts;
    await Promise.all(pools.map((pool) => pool.close(CLOSE_WAIT_MS)));
    await writes.exclusive(async () => {
      try {
        await this.#checkpoint();
      } finally {
        reader.close();
        writer.close();
      }
    });
  }

  async #checkpoint(): Promise<void> {
    const { writer, lockLimitMs } = this.#parts;
    await retryWhileBusy({ file: writer.file, limitMs: lockLimitMs }, () =>
      writer.run("PRAGMA wal_checkpoint(TRUNCATE)"),
    );
  }

  #open(): EngineParts {
    if (this.#closed !== null) throw new Error("the database is closed");
    return this.#parts;
  }
}
