import { StatementTimes } from "./statement-times.ts";

/** Quicker ones are not looked up. */
const SLOW_MS = 1;
const MAX_STATEMENTS = 500;

/** The slow ones of the statements that read within transactions, such as rules. */
export class SlowReads {
  #times = new Map<string, StatementTimes>();

  note(sql: string, tookMs: number): void {
    if (tookMs >= SLOW_MS) this.#note(sql, tookMs);
  }

  /** Those that were noted since the last call. */
  take(): StatementTimes[] {
    const times = [...this.#times.values()];
    this.#times = new Map();
    return times;
  }

  #note(sql: string, tookMs: number): void {
    let times = this.#times.get(sql);
    if (times === undefined) {
      if (this.#times.size >= MAX_STATEMENTS) return;
      this.#times.set(sql, (times = new StatementTimes(sql)));
    }
    times.add(tookMs);
  }
}
