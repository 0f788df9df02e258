import { isBusy } from "./errors.ts";

const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

export interface BusyLimits {
  /** The database's file, for the error. */
  readonly file: string;
  readonly limitMs: number;
  /** Waits between two tries, or until the lock is free as far as is known. Default: waits. */
  readonly pause?: (ms: number) => Promise<void>;
}

/**
 * Runs `work` and, while another process holds the lock that it needs, again after growing pauses. SQLite's own
 * `busy_timeout` would stop the whole thread meanwhile. Rejects with a clear error at the limit.
 */
export async function retryWhileBusy<T>(limits: BusyLimits, work: () => Promise<T> | T): Promise<T> {
  const givesUpAt = performance.now() + limits.limitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() > givesUpAt) throw lockedTooLong(limits, error);
    }
    // Processes that wait for the same lock should not ask in step.
    await (limits.pause ?? Bun.sleep)(pauseMs * (0.5 + Math.random() / 2));
  }
}

function lockedTooLong(limits: BusyLimits, cause: unknown): Error {
  const seconds = Math.round(limits.limitMs / 100) / 10;
  return new Error(`the database ${limits.file} has been locked by another process for ${seconds} s`, { cause });
}
