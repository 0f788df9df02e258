import type { JobTurns } from "../../../lib/cron.ts";
import type { Logger } from "../../../lib/log.ts";
import { type Connection, DatabaseUnavailableError } from "../../engine.ts";

export interface JobClaimsOptions {
  readonly database: Pick<Connection, "get" | "run">;
  readonly node: string;
  readonly log: Logger;
  /** How long a node that died holds up the job that it ran. Default: 10 s. */
  readonly holdMs?: number;
}

const HOLD_MS = 10_000;
/** A database that is away when a job is due may be back soon, and another node may have no better luck. */
const MAX_LATE_MS = 30_000;
const PAUSE_MS = 500;

/** What clocks of nodes may differ by. */
const CLOCKS_DIFFER = "5 minutes";
const LATEST = `(extract(epoch FROM now() + interval '${CLOCKS_DIFFER}') * 1000)::bigint`;

/**
 * One row wins, whoever asks first, unless the job still runs. A node whose clock was far ahead has left a time that the others would wait
 * for: the clock of the database says who is right.
 */
const CLAIM = `INSERT INTO bb.job AS j (name, due, node, until) VALUES (?, ?, ?, now() + ? * interval '1 ms')
  ON CONFLICT (name) DO UPDATE SET due = excluded.due, node = excluded.node, until = excluded.until, finished = NULL
  WHERE (j.due < excluded.due OR (j.due > ${LATEST} AND excluded.due <= ${LATEST})) AND (j.finished IS NOT NULL OR j.until < now())`;
const CUT_OFF = "SELECT node FROM bb.job WHERE name = ? AND due < ? AND finished IS NULL AND until < now()";
const RENEW = "UPDATE bb.job SET until = now() + ? * interval '1 ms' WHERE name = ? AND due = ? AND node = ?";
const FINISH = "UPDATE bb.job SET finished = now() WHERE name = ? AND due = ? AND node = ?";

/**
 * Who of several nodes runs a job: all of them want to when it is due, and the database lets one. So it runs once whichever nodes are
 * there, and not while it still runs elsewhere. A job whose node died in the middle is not run again before it is due again,
 * because half of it is done.
 */
export class JobClaims implements JobTurns {
  readonly #options: Required<JobClaimsOptions>;
  /** What runs here, with what keeps it claimed. */
  readonly #running = new Map<string, { readonly dueMs: number; readonly timer: NodeJS.Timeout }>();

  constructor(options: JobClaimsOptions) {
    this.#options = { holdMs: HOLD_MS, ...options };
  }

  async begin(job: string, dueMs: number): Promise<boolean> {
    const lastMs = performance.now() + MAX_LATE_MS;
    for (;;) {
      try {
        return await this.#claim(job, dueMs);
      } catch (error) {
        if (!(error instanceof DatabaseUnavailableError) || performance.now() > lastMs) throw error;
      }
      await Bun.sleep(PAUSE_MS);
    }
  }

  end(job: string): void {
    const { database, node, log } = this.#options;
    const running = this.#running.get(job);
    if (running === undefined) return;
    this.#stopRenewing(job);
    // Where that fails, others wait until the claim has run out.
    database
      .run(FINISH, [job, running.dueMs, node])
      .catch((error: unknown) => log.warn("the end of a job was not noted", { job, error: String(error) }));
  }

  close(): void {
    for (const job of this.#running.keys()) this.#stopRenewing(job);
  }

  async #claim(job: string, dueMs: number): Promise<boolean> {
    const { database, node, log, holdMs } = this.#options;
    const cutOff = await database.get<{ node: string }>(CUT_OFF, [job, dueMs]);
    const { changes } = await database.run(CLAIM, [job, dueMs, node, holdMs]);
    if (changes === 0) return false;
    if (cutOff !== null) log.warn("a job was cut off, because the node that ran it died", { job, node: cutOff.node });
    const timer = setInterval(() => void this.#renew(job, dueMs), holdMs / 4);
    timer.unref();
    this.#running.set(job, { dueMs, timer });
    return true;
  }

  async #renew(job: string, dueMs: number): Promise<void> {
    const { database, node, holdMs } = this.#options;
    // Where the database is away nobody else can claim it either; the next time is soon.
    await database.run(RENEW, [holdMs, job, dueMs, node]).catch(() => undefined);
  }

  #stopRenewing(job: string): void {
    clearInterval(this.#running.get(job)?.timer);
    this.#running.delete(job);
  }
}
