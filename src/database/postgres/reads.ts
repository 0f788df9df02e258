import type { ReadById, Row, SqlValue } from "../engine.ts";
import { checkBytes, mayBeLarge, readSlices } from "./bounded-rows.ts";
import type { PostgresConnection } from "./connection.ts";
import { isConnectionLost, isStalePlan, translateError } from "./errors.ts";
import type { Counts } from "./figures.ts";
import { GuardedPages } from "./guarded-pages.ts";
import type { LargeTables } from "./large-tables.ts";
import type { ConnectionPool } from "./pool.ts";
import { ReadsById } from "./reads-by-id.ts";
import type { DriverRows } from "./rows.ts";
import type { SearchTimes } from "./search-times.ts";

export interface ReadsOptions {
  readonly readers: ConnectionPool;
  readonly counts: Counts;
  readonly large: LargeTables;
  readonly times: SearchTimes;
}

/** Reads of the last commit, each on whichever connection is free. */
export class Reads {
  readonly #readers: ConnectionPool;
  readonly #counts: Counts;
  readonly #large: LargeTables;
  readonly #times: SearchTimes;
  readonly #pages: GuardedPages;
  readonly #byId = new ReadsById((sql, parameters) => this.query(sql, parameters));

  constructor({ readers, counts, large, times }: ReadsOptions) {
    this.#readers = readers;
    this.#counts = counts;
    this.#large = large;
    this.#times = times;
    this.#pages = new GuardedPages(() => large.schema);
  }

  async all<T extends object>(sql: string, parameters: readonly SqlValue[], maxBytes?: number): Promise<T[]> {
    if (maxBytes !== undefined && this.#large.isReadBy(sql)) {
      return this.#retried(sql, (connection) => this.#pages.read(connection, { sql, parameters, maxBytes })) as Promise<
        T[]
      >;
    }
    if (maxBytes !== undefined && mayBeLarge(sql, parameters)) {
      return this.#retried(sql, (connection) => readSlices(connection, { sql, parameters, maxBytes })) as Promise<T[]>;
    }
    const rows = await this.query(sql, parameters);
    checkBytes(rows, maxBytes);
    return rows as unknown as T[];
  }

  async get<T extends object>(sql: string, parameters: readonly SqlValue[]): Promise<T | null> {
    const [row] = await this.query(sql, parameters);
    return (row as T | undefined) ?? null;
  }

  getById(read: ReadById, id: string, others: readonly SqlValue[]): Promise<Row | null> {
    return this.#byId.get(read, id, others);
  }

  query(sql: string, parameters: readonly SqlValue[]): Promise<DriverRows> {
    return this.#retried(sql, (connection) => connection.query(sql, parameters));
  }

  /** Asked once more where the connection was lost: the database may have been started anew. */
  async #retried<T>(sql: string, read: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    this.#counts.reads += 1;
    try {
      return await this.#once(sql, read);
    } catch (error) {
      if (isConnectionLost(error)) this.#readers.discardIdle();
      else if (!isStalePlan(error)) throw translateError(error);
    }
    try {
      return await this.#once(sql, read);
    } catch (error) {
      throw translateError(error);
    }
  }

  async #once<T>(sql: string, read: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const acquired = this.#readers.acquire();
    const connection = acquired instanceof Promise ? await acquired : acquired;
    const startedMs = performance.now();
    try {
      return await read(connection);
    } finally {
      const tookMs = performance.now() - startedMs;
      this.#counts.readMs += tookMs;
      this.#times.note(sql, tookMs);
      this.#readers.release(connection);
    }
  }
}
