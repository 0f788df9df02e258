import type { Database } from "bun:sqlite";
import { QueryTimeoutError } from "../engine.ts";

/** The SQL function that `dialect.expressions.deadline` puts into conditions. */
export const DEADLINE_FUNCTION = "baobox_deadline";

/** That of `dialect.expressions.deadlineWithin`. */
export const WITHIN_FUNCTION = "baobox_deadline_within";

const MAX_ROWS_BETWEEN_LOOKS = 16;
const TIME_BETWEEN_LOOKS_MS = 0.5;

/**
 * Ends a running statement: bun:sqlite has no interrupt, but what a SQL function throws ends the statement that calls it.
 * One object guards one connection, which runs one statement at a time.
 */
export class QueryDeadline {
  #limitMs = Number.POSITIVE_INFINITY;
  #endsAt = 0;
  #lookedAt = 0;
  #stride = 1;
  #rowsUntilLook = 1;

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
    database.function(WITHIN_FUNCTION, { deterministic: true, directOnly: true }, (_row: unknown) => {
      this.#lookWithin();
      return 1;
    });
  }

  /** To be called before each statement. The clock starts with the first guarded row, so that other statements pay nothing. */
  restart(limitMs: number): void {
    this.#limitMs = limitMs;
    this.#endsAt = 0;
    this.#stride = 1;
    this.#rowsUntilLook = 1;
  }

  #lookWithin(): void {
    const now = performance.now();
    if (this.#endsAt === 0) this.#endsAt = now + this.#limitMs;
    else if (now > this.#endsAt) throw queryTimeout();
  }

  /** Reading the clock costs more than the call, so as many rows share one look as pass in a fraction of a millisecond. */
  #look(): void {
    const now = performance.now();
    if (this.#endsAt === 0) {
      this.#endsAt = now + this.#limitMs;
    } else {
      if (now > this.#endsAt) throw queryTimeout();
      const passedMs = now - this.#lookedAt;
      if (passedMs < TIME_BETWEEN_LOOKS_MS) this.#stride = Math.min(this.#stride * 2, MAX_ROWS_BETWEEN_LOOKS);
      else this.#stride = Math.max(1, Math.floor((this.#stride * TIME_BETWEEN_LOOKS_MS) / passedMs));
    }
    this.#lookedAt = now;
    this.#rowsUntilLook = this.#stride;
  }
}

export function queryTimeout(): QueryTimeoutError {
  return new QueryTimeoutError("the query took longer than its time limit and was ended");
}
