import type { Database } from "bun:sqlite";
import { QueryTimeoutError } from "../engine.ts";

/** The SQL function that `dialect.expressions.deadline` puts into conditions. */
export const DEADLINE_FUNCTION = "baobox_deadline";

const ROWS_BETWEEN_LOOKS = 32;
const FAST_ROWS_MS = 1;

/**
 * Ends a running statement: bun:sqlite has no interrupt, but what a SQL function throws ends the statement that calls it.
 * One object guards one connection, which runs one statement at a time.
 */
export class QueryDeadline {
  #limitMs = Number.POSITIVE_INFINITY;
  #endsAt = 0;
  #lookedAt = 0;
  #rowsUntilLook = 0;

  /**
   * Deterministic, although it isn't: only then SQLite pushes the condition down into subqueries and views that it can't flatten.
   * With a column as its argument it is still called for every row.
   */
  register(database: Database): void {
    database.function(DEADLINE_FUNCTION, { deterministic: true, directOnly: true }, (_row: unknown) => {
      if (--this.#rowsUntilLook > 0) return 1;
      this.#look();
      return 1;
    });
  }

  /** To be called before each statement. The clock starts with the first guarded row, so that other statements pay nothing. */
  restart(limitMs: number): void {
    this.#limitMs = limitMs;
    this.#endsAt = 0;
    this.#rowsUntilLook = 0;
  }

  /** Reading the clock costs more than the call, so many fast rows share one look; slow rows are looked at one by one. */
  #look(): void {
    const now = performance.now();
    if (this.#endsAt === 0) {
      this.#endsAt = now + this.#limitMs;
    } else {
      if (now > this.#endsAt) throw queryTimeout();
      if (now - this.#lookedAt < FAST_ROWS_MS) this.#rowsUntilLook = ROWS_BETWEEN_LOOKS;
    }
    this.#lookedAt = now;
  }
}

export function queryTimeout(): QueryTimeoutError {
  return new QueryTimeoutError("the query took longer than its time limit and was ended");
}
