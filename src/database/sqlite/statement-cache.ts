import type { Database, Statement } from "bun:sqlite";
import { cacheCounts } from "../../lib/cache-counts.ts";
import { LruMap } from "../../lib/lru-map.ts";

/** Longer ones together are not remembered, in characters. */
const MAX_PREPARED_SIZE = 1_000_000;

/**
 * The prepared statements of one connection. Bounded, because texts depend on what clients ask for; `Database.query()` of
 * bun:sqlite keeps everything. SQLite itself prepares again what a schema change made stale.
 */
export class StatementCache {
  readonly #database: Database;
  readonly #statements: LruMap<string, Statement>;
  /** Texts that were prepared since they were asked for. */
  #prepared = new Set<string>();
  #preparedSize: number;

  /** `notesPrepared`: whether `takePrepared` is going to be called. */
  constructor(database: Database, limit: number, notesPrepared = false) {
    this.#preparedSize = notesPrepared ? 0 : MAX_PREPARED_SIZE;
    this.#database = database;
    this.#statements = new LruMap(limit, (statement) => statement.finalize());
  }

  get size(): number {
    return this.#statements.size;
  }

  /** Valid until the next call with another text. */
  prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      cacheCounts.statements.hits += 1;
      return known;
    }
    cacheCounts.statements.misses += 1;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    this.#notePrepared(sql);
    return statement;
  }

  /** What was prepared since the last call. */
  takePrepared(): ReadonlySet<string> {
    const prepared = this.#prepared;
    this.#prepared = new Set();
    this.#preparedSize = 0;
    return prepared;
  }

  /** Of all that is kept. */
  texts(): string[] {
    return this.#statements.keys();
  }

  #notePrepared(sql: string): void {
    if (this.#preparedSize + sql.length > MAX_PREPARED_SIZE) return;
    this.#preparedSize += sql.length;
    this.#prepared.add(sql);
  }

  clear(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
  }
}
