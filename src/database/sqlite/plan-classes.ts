import type { SqliteConnection } from "./connection.ts";
import type { PlanCost } from "./plan-cost.ts";
import { planCost } from "./plan-cost.ts";

/** Scans of more rows than this take milliseconds. */
const MANY_ROWS = 20_000;
/** A statement that took longer in place goes to a thread the next time. */
const SLOW_MS = 10;
const SLOW_FOR_MS = 30_000;
/** Tables grow, and indexes come and go. */
const COST_VALID_MS = 30_000;
const MAX_PLANS = 1_000;
/** Of each second, the event loop spends at most ten times the trial limit on statements that turn out to be slow. */
const FAILED_TRIALS_PER_SECOND = 10;

interface Plan {
  readonly cost: PlanCost;
  readonly validUntil: number;
  slowUntil: number;
}

/** Where a statement is to run: "here" in the calling thread; "trial" too, but given up for a thread after a few milliseconds. */
export type Place = "here" | "trial" | "thread";

/**
 * Decides by what a plan scans and by how long it took before. A guarded statement can be stopped, so it is simply tried: many
 * a scan of a large table ends at its LIMIT after a few rows. An unguarded one is not begun in place when it may take long.
 */
export class PlanClasses {
  readonly #reader: SqliteConnection;
  readonly #plans = new Map<string, Plan>();
  #failedTrials = 0;
  #failedTrialsSince = 0;

  constructor(reader: SqliteConnection) {
    this.#reader = reader;
  }

  place(sql: string, now: number): Place {
    const plan = this.#plan(sql, now);
    if (now < plan.slowUntil) return "thread";
    const scansMany = plan.cost.scannedRows > MANY_ROWS;
    if (!plan.cost.isGuarded) return scansMany ? "thread" : "here";
    return scansMany && !this.#mayTry(now) ? "thread" : "trial";
  }

  /** To be told about every statement that ran in place. */
  ran(sql: string, startedAt: number, now: number): void {
    if (now - startedAt > SLOW_MS) this.#markSlow(sql, now);
  }

  trialFailed(sql: string, now: number): void {
    this.#failedTrials++;
    this.#markSlow(sql, now);
  }

  #plan(sql: string, now: number): Plan {
    const known = this.#plans.get(sql);
    if (known !== undefined && now < known.validUntil) return known;
    const plan = {
      cost: planCost(this.#reader, sql),
      validUntil: now + COST_VALID_MS,
      slowUntil: known?.slowUntil ?? 0,
    };
    this.#plans.delete(sql);
    this.#plans.set(sql, plan);
    if (this.#plans.size > MAX_PLANS) this.#forgetOldest();
    return plan;
  }

  #markSlow(sql: string, now: number): void {
    const plan = this.#plans.get(sql);
    if (plan !== undefined) plan.slowUntil = now + SLOW_FOR_MS;
  }

  #mayTry(now: number): boolean {
    if (now - this.#failedTrialsSince > 1_000) {
      this.#failedTrialsSince = now;
      this.#failedTrials = 0;
    }
    return this.#failedTrials < FAILED_TRIALS_PER_SECOND;
  }

  #forgetOldest(): void {
    for (const sql of this.#plans.keys()) {
      this.#plans.delete(sql);
      return;
    }
  }
}
