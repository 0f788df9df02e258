import { later } from "../../lib/lazy.ts";
import type {
  StatementAdvice,
  StatementsTaken,
  StatementUse,
  StatementWatch,
  WatchedIndex,
} from "../statement-watch.ts";
import type { SqliteConnection } from "./connection.ts";
import type { IndexAdvisor } from "./index-advisor.ts";
import { indexesOf, type PlanRow, planSteps } from "./query-plan.ts";
import type { Reads } from "./reads.ts";
import type { StatementTimes } from "./statement-times.ts";

const loadAdvisor = later(() => import("./index-advisor.ts"));

/** A plan is made in some 50 µs, and the event loop stands still for all of one call. */
const MAX_PLANS_AT_A_TIME = 200;
/** Statistics change plans, too. */
const PLAN_VALID_MS = 60 * 60 * 1000;
/** All texts that the writer has prepared are looked at anew after this time: an index may have come since. */
const WRITES_VALID_MS = 60 * 60 * 1000;
const HAS_PLAN = /^\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE|REPLACE)\b/i;

interface WatchParts {
  readonly reader: SqliteConnection;
  readonly writer: SqliteConnection;
  readonly reads: Reads;
}

export class SqliteWatch implements StatementWatch {
  readonly #parts: WatchParts;
  #advisor: IndexAdvisor | null = null;
  /** Of statements in transactions, whose plans are to be looked at. */
  #written = new Set<string>();
  #looksAgainAt = 0;
  /** Those whose plans were not looked at in the last call. */
  #waiting: StatementTimes[] = [];

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  take(): StatementsTaken {
    const now = performance.now();
    const schema = this.#schemaVersion();
    let left = MAX_PLANS_AT_A_TIME;
    const statements: StatementUse[] = [];
    const { reads, writer } = this.#parts;
    const times = new Set([...this.#waiting, ...reads.times(), ...writer.slowReads.take()]);
    this.#waiting = [];
    const used = new Set<string>();
    for (const time of times) {
      const isKnown = time.indexes !== null && now < time.indexes.validUntil && time.indexes.schema === schema;
      if (!isKnown && left === 0) {
        this.#waiting.push(time);
        continue;
      }
      if (!isKnown) {
        left--;
        time.indexes = { names: this.#indexesOf(time.sql), validUntil: now + PLAN_VALID_MS, schema };
      }
      const use = time.take();
      statements.push(use);
      for (const name of use.indexes) used.add(name);
    }
    for (const name of this.#indexesOfWrites(now, left)) used.add(name);
    return { statements, indexes: [...used] };
  }

  async advise(sql: string): Promise<StatementAdvice> {
    const { IndexAdvisor: Advisor } = await loadAdvisor();
    this.#advisor ??= new Advisor(this.#parts.reader);
    return this.#advisor.advise(sql);
  }

  async plainIndexes(): Promise<WatchedIndex[]> {
    // SQLite writes the beginning of a definition itself.
    const sql =
      'SELECT name, tbl_name AS "table", sql FROM sqlite_schema ' +
      "WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%'";
    return this.#parts.reads.all<WatchedIndex>(sql, []);
  }

  #indexesOfWrites(now: number, limit: number): string[] {
    const { statements } = this.#parts.writer;
    for (const sql of statements.takePrepared()) this.#written.add(sql);
    if (now >= this.#looksAgainAt) {
      this.#looksAgainAt = now + WRITES_VALID_MS;
      for (const sql of statements.texts()) this.#written.add(sql);
    }
    const some = [...this.#written].slice(0, limit);
    for (const sql of some) this.#written.delete(sql);
    return some.flatMap((sql) => this.#indexesOf(sql));
  }

  /** None where it has no plan any more, because its table is gone. */
  #indexesOf(sql: string): string[] {
    if (!HAS_PLAN.test(sql)) return [];
    try {
      return indexesOf(planSteps(this.#parts.reader.queryPlan<PlanRow>(sql)));
    } catch {
      return [];
    }
  }

  #schemaVersion(): number {
    return this.#parts.reader.get<{ schema_version: number }>("PRAGMA schema_version")?.schema_version ?? 0;
  }
}
