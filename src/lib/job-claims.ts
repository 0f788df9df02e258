/** A job at the time for which it was due. */
export interface DueJob {
  readonly job: string;
  readonly dueMs: number;
}

/** A part of a server that runs jobs. */
export interface JobRunner {
  /** The listener is called when it has died. */
  onGone(listener: () => void): void;
}

/** How late a job may be claimed. What was due that long before its runner died may not have been claimed. */
const MAX_LATE_MS = 30_000;

/**
 * Who runs which job, for a server whose parts may die: each that is due is run once, also when another part takes over in that
 * moment. A job whose runner died in the middle is not run again, because half of it is done.
 */
export class JobClaims {
  readonly #onCutOff: (job: string) => void;
  /** The last time that was claimed, by job. */
  readonly #claimed = new Map<string, number>();
  readonly #running = new Map<JobRunner, Map<string, number>>();
  #firstBeginMs: number | null = null;
  #lastEndMs: number | null = null;

  /** The listener is called with each job whose runner died while it ran. */
  constructor(onCutOff: (job: string) => void) {
    this.#onCutOff = onCutOff;
  }

  /** To be called when the runner begins to run jobs. What was due since the time that is returned may not have been run. */
  begin(runner: JobRunner): number {
    const nowMs = Date.now();
    // What was due before the first runner was the matter of the server before this one.
    this.#firstBeginMs ??= nowMs;
    const sinceMs = this.#lastEndMs === null ? nowMs : Math.max(this.#lastEndMs - MAX_LATE_MS, this.#firstBeginMs);
    this.#running.set(runner, new Map());
    runner.onGone(() => this.#end(runner));
    return sinceMs;
  }

  /** Whether the runner may run it. */
  claim(runner: JobRunner, { job, dueMs }: DueJob): boolean {
    if ((this.#claimed.get(job) ?? -Infinity) >= dueMs) return false;
    this.#claimed.set(job, dueMs);
    this.#running.get(runner)?.set(job, dueMs);
    return true;
  }

  /** It has ended. */
  finish(runner: JobRunner, job: string): void {
    this.#running.get(runner)?.delete(job);
  }

  #end(runner: JobRunner): void {
    this.#lastEndMs = Date.now();
    for (const job of this.#running.get(runner)?.keys() ?? []) this.#onCutOff(job);
    this.#running.delete(runner);
  }
}
