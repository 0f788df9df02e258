import type { Database, Statement } from "bun:sqlite";
import { LruMap } from "../../lib/lru-map.ts";

/**
 * The prepared statements of one connection. Bounded, because texts depend on what clients ask for; `Database.query()` of
 * bun:sqlite keeps everything. SQLite itself prepares again what a schema change made stale.
 */
export class StatementCache {
  readonly #database: Database;
  readonly #statements: LruMap<string, Statement>;

  constructor(database: Database, limit: number) {
    this.#database = database;
    this.#statements = new LruMap(limit, (statement) => statement.finalize());
  }

  get size(): number {
    return this.#statements.size;
  }

  /** Valid until the next call with another text. */
  prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  clear(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
  }
}
