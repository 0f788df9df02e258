import { LruMap } from "../../lib/lru-map.ts";
import type { SqlValue } from "../engine.ts";
import type { SqliteConnection } from "./connection.ts";
import type { Page, PlanCost } from "./plan-cost.ts";
import { planCost } from "./plan-cost.ts";
import { RootPages } from "./root-pages.ts";
import { StatementTimes } from "./statement-times.ts";

/** Scans of more rows than this take milliseconds. */
const MANY_ROWS = 20_000;
/** What steps through more rows than this without a look at the clock could run for long after its limit. */
const ENDLESS_ROWS = 5_000_000;
/**
 * A statement that took longer in place twice on end goes to a thread from then on. Once says little: on a busy machine a quick
 * one can wait that long for the processor or for the garbage collector.
 */
const SLOW_MS = 10;
const SLOW_RUNS = 2;
const SLOW_FOR_MS = 30_000;
/** What steps through no more rows than this is not slow itself, however long a busy machine took for it. */
const FEW_ROWS = 100;
/**
 * LIKE compares the worst pattern at each character of a text, about 1 ns a step, and nothing ends it in between. All patterns of
 * a statement together; an id or a word or two are shorter. Page and count of a list run in one go.
 */
const LONG_PATTERNS = 16;
/** More than a second for a text of 5 MB: what runs it has to be stopped from outside. */
const ENDLESS_PATTERN = 256;
/** Tables grow, and indexes come and go. */
const COST_VALID_MS = 30_000;
const MAX_PLANS = 1_000;
/** A statement that is forgotten is told of nevertheless if it took longer than this in all, or nobody knows its indexes yet. */
const NOTED_MS = 1;
const MAX_FORGOTTEN = 1_000;
/** Of each second, the event loop spends at most ten times the trial limit on statements that turn out to be slow. */
const FAILED_TRIALS_PER_SECOND = 10;
/** Where single rows take long, a trial ends late. */
const FAILED_ROW_TRIALS_PER_SECOND = 2;

/** What is known of a statement. */
export interface PlanClass {
  readonly cost: PlanCost;
  readonly validUntil: number;
  readonly times: StatementTimes;
  slowRuns: number;
  slowUntil: number;
}

/**
 * Where a statement is to run: "here", in the calling thread; in a "trial" too, but it is ended and given to a thread after a few
 * milliseconds; in a "thread"; or in a "process", which can be stopped whatever the statement does.
 */
export type Place = "here" | "trial" | "thread" | "process";

/**
 * Decides by what a plan scans and by how long it took before. A statement that looks at the clock can be stopped, so it is
 * simply tried: many a scan of a large table ends at its LIMIT after a few rows.
 */
export class PlanClasses {
  readonly #reader: SqliteConnection;
  readonly #pages: RootPages;
  readonly #plans = new LruMap<string, PlanClass>(MAX_PLANS, ({ times }) => this.#forgot(times));
  #forgotten: StatementTimes[] = [];
  #failedTrials = 0;
  #failedTrialsSince = 0;

  constructor(reader: SqliteConnection, pages = new RootPages(reader)) {
    this.#reader = reader;
    this.#pages = pages;
  }

  of(sql: string, now: number): PlanClass {
    const known = this.#plans.get(sql);
    if (known !== undefined && now < known.validUntil) return known;
    const cost = planCost(this.#reader, sql, this.#pages);
    const times = known?.times ?? new StatementTimes(sql);
    times.scannedRows = Number.isFinite(cost.scannedRows) ? cost.scannedRows : null;
    const plan = {
      cost,
      times,
      validUntil: now + COST_VALID_MS,
      slowRuns: known?.slowRuns ?? 0,
      slowUntil: known?.slowUntil ?? 0,
    };
    this.#plans.set(sql, plan);
    return plan;
  }

  place({ cost, slowUntil }: PlanClass, parameters: readonly SqlValue[], now: number): Place {
    const blindRows = cost.page === null ? cost.blindRows : Math.min(cost.blindRows, rowsOf(cost.page, parameters));
    const lengths = patternLengths(cost, parameters);
    if (blindRows > ENDLESS_ROWS || lengths.longest > ENDLESS_PATTERN) return "process";
    if (now < slowUntil || blindRows > MANY_ROWS || lengths.sum > LONG_PATTERNS) return "thread";
    if (!cost.looksAtClock) return "here";
    const mayBeSlow = cost.scannedRows > MANY_ROWS || cost.looksWithinRows;
    const maxFailed = cost.looksWithinRows ? FAILED_ROW_TRIALS_PER_SECOND : FAILED_TRIALS_PER_SECOND;
    return mayBeSlow && !this.#mayTry(now, maxFailed) ? "thread" : "trial";
  }

  /** To be told about every statement that ran in place. */
  ran(plan: PlanClass, startedAt: number, now: number): void {
    plan.times.add(now - startedAt);
    if (now - startedAt > SLOW_MS) ranSlowly(plan, now);
    else plan.slowRuns = 0;
  }

  trialFailed(plan: PlanClass, now: number): void {
    this.#failedTrials++;
    ranSlowly(plan, now);
  }

  /** The times of the statements that ran since theirs were taken. */
  times(): StatementTimes[] {
    const forgotten = this.#forgotten;
    this.#forgotten = [];
    const known = this.#plans.values().flatMap(({ times }) => (times.runs > 0 ? [times] : []));
    return [...forgotten, ...known];
  }

  #forgot(times: StatementTimes): void {
    const isNews = times.totalMs >= NOTED_MS || times.indexes === null;
    if (times.runs > 0 && isNews && this.#forgotten.length < MAX_FORGOTTEN) this.#forgotten.push(times);
  }

  #mayTry(now: number, maxFailed: number): boolean {
    if (now - this.#failedTrialsSince > 1_000) {
      this.#failedTrialsSince = now;
      this.#failedTrials = 0;
    }
    return this.#failedTrials < maxFailed;
  }
}

function ranSlowly(plan: PlanClass, now: number): void {
  if (plan.cost.scannedRows <= FEW_ROWS) return;
  plan.slowRuns++;
  if (plan.slowRuns >= SLOW_RUNS) plan.slowUntil = now + SLOW_FOR_MS;
}

function rowsOf({ limit, offset }: Page, parameters: readonly SqlValue[]): number {
  const rows = Number(parameters[limit - 1]) + Number(parameters[offset - 1]);
  return rows >= 0 ? rows : Number.POSITIVE_INFINITY;
}

const NO_PATTERNS = { sum: 0, longest: 0 };

/** The `%` around what is searched for do not count. */
function patternLengths({ patterns }: PlanCost, parameters: readonly SqlValue[]) {
  const { parameters: indexes, comeFromColumns } = patterns;
  if (indexes.length === 0 && !comeFromColumns) return NO_PATTERNS;
  const lengths = { sum: comeFromColumns ? Number.POSITIVE_INFINITY : 0, longest: 0 };
  for (const index of indexes) {
    const pattern = parameters[index - 1];
    if (typeof pattern !== "string") continue;
    lengths.sum += pattern.length - 2;
    lengths.longest = Math.max(lengths.longest, pattern.length - 2);
  }
  return lengths;
}
