import { Database } from "bun:sqlite";
import type { PlanRow } from "./query-plan.ts";
import { QueryDeadline } from "./query-deadline.ts";

/** A row of the planner's statistics: `stat` is the number of rows, then how many share the values of one column, of two … */
export interface StatRow {
  readonly tbl: string;
  /** Null: only the number of rows is known. */
  readonly idx: string | null;
  readonly stat: string;
}

/** Tables without rows in memory, with the statistics of the real ones: what the planner would do, without touching the database. */
export class SchemaCopy implements Disposable {
  readonly #database = new Database(":memory:");

  /** `definitions` in an order in which each finds what it refers to. */
  constructor(definitions: readonly string[]) {
    new QueryDeadline().register(this.#database);
    for (const sql of definitions) this.#database.run(sql);
    // Makes the table of the statistics.
    this.#database.run("CREATE TABLE baobox_statistics (a)");
    this.#database.run("ANALYZE");
  }

  run(sql: string): void {
    this.#database.run(sql);
  }

  /** Replaces all of them. */
  setStatistics(rows: readonly StatRow[]): void {
    this.#database.run("DELETE FROM sqlite_stat1");
    const insert = this.#database.prepare("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)");
    try {
      for (const { tbl, idx, stat } of rows) insert.run(tbl, idx, stat);
    } finally {
      insert.finalize();
    }
    this.#database.run("ANALYZE sqlite_schema");
  }

  plan(sql: string): PlanRow[] {
    const statement = this.#database.prepare(`EXPLAIN QUERY PLAN ${sql}`);
    try {
      return statement.all() as PlanRow[];
    } finally {
      statement.finalize();
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
