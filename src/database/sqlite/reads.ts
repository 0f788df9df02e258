// Where a read runs: in the event loop's thread, in a reader thread, or in a process of its own.
//
// Called by `sqlite-engine.ts` for every statement outside of a transaction. bun:sqlite blocks its thread and can't be
// interrupted, so the place is chosen before: plans that are known to be quick run here, unknown ones run here for `TRIAL_MS`
// and move to a thread when that is over, heavy ones go there at once, and those that no deadline can end go to a process, which
// can be killed (`plan-classes.ts`). Must stay true: a read sees the last commit, and ends at the query timeout wherever it
// runs.
import type { ReadClass, ReadPlace, Row, ScriptOptions, SqlValue, TableResult } from "../engine.ts";
import { QueryTimeoutError } from "../engine.ts";
import { retryWhileBusy } from "./busy-retry.ts";
import type { SqliteConnection } from "./connection.ts";
import { isBusy } from "./errors.ts";
import { type Place, type PlanClass, PlanClasses } from "./plan-classes.ts";
import { queryTimeout } from "./query-deadline.ts";
import type { RootPages } from "./root-pages.ts";
import type { ReaderPool } from "./reader-pool.ts";
import type { ReaderRequest, ReaderResult } from "./reader-protocol.ts";
import type { StatementTimes } from "./statement-times.ts";

/** How long the event loop may stand still for a statement of which it isn't known yet that it takes long. */
const TRIAL_MS = 5;

export interface ReadsOptions {
  readonly queryTimeoutMs: number;
  readonly lockLimitMs: number;
}

interface Query {
  readonly mode: "all" | "get";
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly maxBytes?: number | undefined;
}

interface Readers {
  readonly reader: SqliteConnection;
  readonly threads: ReaderPool;
  readonly processes: ReaderPool;
  readonly rootPages: RootPages;
}

const CLASS_OF: Readonly<Record<Place, ReadClass>> = {
  here: "quick",
  trial: "tried",
  thread: "long",
  process: "unstoppable",
};

/** Reads of the last commit: in place where that is quick, else in a thread or a process. */
export class Reads {
  readonly #reader: SqliteConnection;
  readonly #threads: ReaderPool;
  readonly #processes: ReaderPool;
  readonly #classes: PlanClasses;
  readonly #options: ReadsOptions;
  /** How many ran where. */
  readonly counts: Record<ReadPlace, number> = { loop: 0, thread: 0, process: 0 };
  readonly classes: Record<ReadClass, number> = { quick: 0, tried: 0, long: 0, unstoppable: 0 };
  failedTrials = 0;
  /** How long those in the event loop took. */
  loopMs = 0;

  constructor({ reader, threads, processes, rootPages }: Readers, options: ReadsOptions) {
    this.#reader = reader;
    this.#threads = threads;
    this.#processes = processes;
    this.#classes = new PlanClasses(reader, rootPages);
    this.#options = options;
  }

  /** Without a promise where the statement ran in place. */
  all<T extends object = Row>(sql: string, parameters: readonly SqlValue[], maxBytes?: number): T[] | Promise<T[]> {
    return this.#read({ mode: "all", sql, parameters, maxBytes }) as unknown as T[] | Promise<T[]>;
  }

  get<T extends object = Row>(sql: string, parameters: readonly SqlValue[]): T | null | Promise<T | null> {
    return this.#read({ mode: "get", sql, parameters }) as unknown as T | null | Promise<T | null>;
  }

  /** Those of statements that ran since they were asked for; of each the caller takes what it counts. */
  times(): StatementTimes[] {
    return this.#classes.times();
  }

  async vacuumInto(file: string, signal?: AbortSignal): Promise<void> {
    const limitMs = Number.POSITIVE_INFINITY;
    await this.#processes.run({ mode: "run", sql: "VACUUM INTO ?", parameters: [file], limitMs }, { signal });
  }

  /** In a process, which is killed at the limit. */
  async table(script: string, { maxRows, timeoutMs }: ScriptOptions): Promise<TableResult> {
    const request = { mode: "table", sql: script, parameters: [maxRows], limitMs: timeoutMs } as const;
    const row = (await this.#processes.run(request)) as Row;
    return JSON.parse(String(row["table"])) as TableResult;
  }

  #read(query: Query): ReaderResult | Promise<ReaderResult> {
    try {
      return this.#attempt(query);
    } catch (error) {
      if (!isBusy(error)) throw error;
      const limits = { file: this.#reader.file, limitMs: this.#options.lockLimitMs };
      return retryWhileBusy(limits, () => this.#attempt(query));
    }
  }

  #attempt(query: Query): ReaderResult | Promise<ReaderResult> {
    const { queryTimeoutMs } = this.#options;
    const startedAt = performance.now();
    const plan = this.#classes.of(query.sql, startedAt);
    const place = this.#classes.place(plan, query.parameters, startedAt);
    this.counts[place === "trial" || place === "here" ? "loop" : place] += 1;
    this.classes[CLASS_OF[place]] += 1;
    const elsewhere = { ...query, limitMs: queryTimeoutMs };
    if (place === "process") return runTimed(this.#processes, elsewhere, { plan, spentMs: 0 });
    if (place === "thread") return runTimed(this.#threads, elsewhere, { plan, spentMs: 0 });
    const limitMs = place === "trial" ? Math.min(TRIAL_MS, queryTimeoutMs) : queryTimeoutMs;
    try {
      const result =
        query.mode === "all"
          ? this.#reader.all<Row>(query.sql, query.parameters, { limitMs, maxBytes: query.maxBytes })
          : this.#reader.get<Row>(query.sql, query.parameters, limitMs);
      const now = performance.now();
      this.loopMs += now - startedAt;
      this.#classes.ran(plan, startedAt, now);
      return result;
    } catch (error) {
      if (!(error instanceof QueryTimeoutError)) throw error;
      const now = performance.now();
      this.loopMs += now - startedAt;
      this.failedTrials += 1;
      this.#classes.trialFailed(plan, now);
      const leftMs = queryTimeoutMs - (now - startedAt);
      if (leftMs <= 0) {
        plan.times.add(now - startedAt);
        throw queryTimeout();
      }
      return runTimed(this.#threads, { ...query, limitMs: leftMs }, { plan, spentMs: now - startedAt });
    }
  }
}

/** What it waits for a reader does not count, what it took until it was given to one (`spentMs`) does. */
async function runTimed(
  pool: ReaderPool,
  request: ReaderRequest,
  { plan, spentMs }: { readonly plan: PlanClass; readonly spentMs: number },
): Promise<ReaderResult> {
  let startedAt = performance.now();
  try {
    return await pool.run(request, { onStart: () => (startedAt = performance.now()) });
  } finally {
    plan.times.add(spentMs + performance.now() - startedAt);
  }
}
