import type { StatementUse } from "../statement-watch.ts";

/** How often a statement ran and how long it took since that was last asked. */
export class StatementTimes {
  readonly sql: string;
  runs = 0;
  totalMs = 0;
  longestMs = 0;
  scannedRows: number | null = null;
  /** The indexes that it uses, and until when that is taken for true; null: not looked at yet. */
  indexes: { readonly names: readonly string[]; readonly validUntil: number; readonly schema: number } | null = null;

  constructor(sql: string) {
    this.sql = sql;
  }

  add(tookMs: number): void {
    this.runs += 1;
    this.totalMs += tookMs;
    if (tookMs > this.longestMs) this.longestMs = tookMs;
  }

  /** What was counted, and counts from zero again. */
  take(): StatementUse {
    const { sql, runs, totalMs, longestMs, scannedRows } = this;
    this.runs = 0;
    this.totalMs = 0;
    this.longestMs = 0;
    return { sql, runs, totalMs, longestMs, scannedRows, indexes: this.indexes?.names ?? [] };
  }
}
