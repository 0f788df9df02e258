import { Cron } from "croner";
import type { Logger } from "./log.ts";
import type { Tracing } from "./tracing.ts";
import { WorkMeter, type WorkCounts } from "./work-meter.ts";
import { LONGEST_TIMER_MS } from "./longest-timer.ts";

export interface CronJob {
  readonly id: string;
  /** Five fields in UTC, or a macro such as `@daily`. */
  readonly expression: string;
  readonly run: () => Promise<void> | void;
}

/** How a job went the last time. */
export interface CronOutcome {
  readonly startedMs: number;
  readonly durationMs: number;
  /** Null where it succeeded. */
  readonly error: string | null;
}

/** Decides where there are several that could run a job. */
export interface JobTurns {
  /** Whether a job that was due then is run here. */
  begin(job: string, dueMs: number): boolean | Promise<boolean>;
  end(job: string): void;
  /** Nothing runs any more. */
  close?(): void;
}

interface Entry {
  readonly job: CronJob;
  readonly timer: Cron;
  readonly meter: WorkMeter;
  last: CronOutcome | null;
}

const MINUTE_MS = 60_000;
/** Timers may be so early. */
const EARLY_MS = 1_000;
const ALWAYS: JobTurns = { begin: () => true, end: () => undefined };

/** Jobs by the clock. A job that is still running when its time comes again is not started a second time. */
export class CronJobs implements Disposable {
  readonly #log: Logger;
  readonly #tracing: Tracing | null;
  readonly #jobs = new Map<string, Entry>();
  /** Those that run because they were due. */
  readonly #due = new Set<CronJob>();
  #isStarted = false;
  #turns = ALWAYS;

  constructor(log: Logger, tracing: Tracing | null = null) {
    this.#log = log;
    this.#tracing = tracing;
  }

  /** Adds a job or replaces that of the same id. Throws for an expression that can't be read. */
  add(job: CronJob): void {
    const options = {
      mode: "5-part",
      // UTC, without what a time zone by name costs.
      utcOffset: 0,
      // As PocketBase: the day of the month and that of the week must both match.
      domAndDow: true,
      paused: !this.#isStarted,
      protect: true,
      unref: true,
    } as const;
    const timer = new Cron(job.expression, options, async () => {
      await this.#performDue(job, lastDueMs(timer));
    });
    const { last = null, meter = new WorkMeter() } = this.#jobs.get(job.id) ?? {};
    this.remove(job.id);
    this.#jobs.set(job.id, { job, timer, last, meter });
  }

  remove(id: string): void {
    this.#jobs.get(id)?.timer.stop();
    this.#jobs.delete(id);
  }

  /** In the order in which they were added. */
  list(): CronJob[] {
    return [...this.#jobs.values()].map(({ job }) => job);
  }

  /** Null where the job did not run since the start of the program, or runs for the first time. */
  lastRun(id: string): CronOutcome | null {
    return this.#jobs.get(id)?.last ?? null;
  }

  /** All runs of the job here; null where there is none of that id. */
  counts(id: string): WorkCounts | null {
    return this.#jobs.get(id)?.meter.counts ?? null;
  }

  /**
   * Runs the job now, whatever the clock says, and resolves when it is done with what went wrong, null for nothing. Undefined where
   * there is none of that id. After `limitMs` it resolves all the same, and the job goes on.
   */
  async run(id: string, limitMs: number = LONGEST_TIMER_MS): Promise<string | null | undefined> {
    const found = this.#jobs.get(id);
    if (found === undefined) return undefined;
    const { promise: tooLong, resolve } = Promise.withResolvers<string>();
    const timer = setTimeout(() => resolve(`it still runs after ${limitMs / 1000} seconds`), limitMs);
    timer.unref();
    const outcome = await Promise.race([this.#perform(found.job), tooLong]);
    clearTimeout(timer);
    return outcome;
  }

  /** Jobs run from now on, each in its turn. */
  start(turns: JobTurns = ALWAYS): void {
    this.#turns = turns;
    this.#isStarted = true;
    for (const { timer } of this.#jobs.values()) timer.resume();
  }

  /** Runs those that were due after that time, each once and in its turn. Returns at once. */
  catchUp(sinceMs: number): void {
    const nowMs = Date.now();
    for (const { job, timer } of this.#jobs.values()) {
      let [dueMs, nextMs] = [0, timer.nextRun(new Date(sinceMs))?.getTime()];
      while (nextMs !== undefined && nextMs <= nowMs) {
        dueMs = nextMs;
        nextMs = timer.nextRun(new Date(nextMs))?.getTime();
      }
      if (dueMs > 0) void this.#performDue(job, dueMs);
    }
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#jobs.values()) timer.stop();
    this.#jobs.clear();
    this.#turns.close?.();
  }

  async #performDue(job: CronJob, dueMs: number): Promise<void> {
    if (this.#due.has(job)) return;
    this.#due.add(job);
    try {
      if (!(await this.#turns.begin(job.id, dueMs))) return;
      await this.#perform(job);
      this.#turns.end(job.id);
    } catch (error) {
      this.#log.error("a cron job was not run, because its turn is not known", { job: job.id, error: String(error) });
    } finally {
      this.#due.delete(job);
    }
  }

  async #perform({ id, run }: CronJob): Promise<string | null> {
    const startedMs = Date.now();
    let problem: string | null = null;
    try {
      await (this.#tracing === null ? run() : this.#tracing.begin({ name: `job ${id}` }, async () => run()));
    } catch (error) {
      problem = String(error);
      this.#log.error("a cron job failed", { job: id, error: problem });
    }
    const entry = this.#jobs.get(id);
    if (entry !== undefined) {
      const durationMs = Date.now() - startedMs;
      entry.last = { startedMs, durationMs, error: problem };
      entry.meter.add(problem === null, durationMs);
    }
    return problem;
  }
}

/** A process that was stopped meanwhile hears of it late. */
function lastDueMs(timer: Cron): number {
  const beforeMs = Date.now() + EARLY_MS;
  const [due] = timer.previousRuns(1, new Date(beforeMs));
  return due?.getTime() ?? Math.floor(beforeMs / MINUTE_MS) * MINUTE_MS;
}
