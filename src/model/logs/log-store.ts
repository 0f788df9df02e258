import type { Engine, SqlValue } from "../../database/engine.ts";
import { formatDate } from "../../lib/dates.ts";
import type { Logger } from "../../lib/log.ts";
import { TimeOrderedIds } from "../../lib/time-ordered-id.ts";
import type { Settings } from "../settings/settings.ts";
import { LOG_LEVELS } from "./log-entry.ts";
import type { LogEntry, LogLevelName } from "./log-entry.ts";
import { logDataJson, truncateMessage } from "./truncate-log.ts";

/** PocketBase's numbers: so many make a batch, and none waits longer. */
const BATCH_SIZE = 200;
const WAIT_MS = 3000;
/** More than can be written are dropped: what waits must not fill the memory. */
const MAX_WAITING = 20_000;

interface Target {
  /** auxiliary.db */
  readonly auxiliary: Engine;
  readonly settings: () => Settings["logs"];
  /** Where failures of the store itself go. */
  readonly log: Logger;
  /** What names this process among several, in the data of each entry. Null: it is alone. */
  readonly instance: Readonly<Record<string, unknown>> | null;
}

/**
 * The log in auxiliary.db. Entries are collected and written in batches, so that nothing waits for them. It takes entries from
 * the start of the program on; those from before the databases are open wait until then.
 */
export class LogStore implements AsyncDisposable {
  readonly #ids = new TimeOrderedIds();
  #target: Target | null = null;
  #waiting: LogEntry[] = [];
  #dropped = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | null = null;
  /** How many must wait for a batch to be written. */
  #batchFrom = BATCH_SIZE;
  #isClosed = false;
  readonly #counts: Record<LogLevelName, number> = { debug: 0, info: 0, warn: 0, error: 0 };

  attach(target: Target): void {
    this.#target = target;
    if (this.#waiting.length > 0) this.#schedule();
  }

  /** Whether entries of the level are kept by the settings. */
  keeps(level: number): boolean {
    if (this.#isClosed) return false;
    if (this.#target === null) return true;
    const { maxDays, minLevel } = this.#target.settings();
    return maxDays > 0 && level >= minLevel;
  }

  /** How many entries of each level were made, kept or not. */
  counts(): Record<LogLevelName, number> {
    return { ...this.#counts };
  }

  add(entry: LogEntry): void {
    this.#counts[levelName(entry.level)] += 1;
    if (!this.keeps(entry.level)) return;
    if (this.#waiting.length >= MAX_WAITING) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(entry);
    if (this.#waiting.length === BATCH_SIZE) setImmediate(() => void this.#write());
    else if (this.#timer === undefined) this.#schedule();
  }

  /** Resolves when all that was added so far is stored, or its failure is logged. */
  async flush(): Promise<void> {
    this.#batchFrom = 1;
    await this.#write();
    this.#batchFrom = BATCH_SIZE;
  }

  /** A logger whose entries are stored here and passed on. */
  tee(log: Logger): Logger {
    const both =
      (name: LogLevelName): Logger[LogLevelName] =>
      (message, data = {}) => {
        log[name](message, data);
        this.add({
          level: LOG_LEVELS[name],
          createdMs: Date.now(),
          message: () => message,
          data: () => Object.fromEntries(Object.entries(data).toSorted(([a], [b]) => (a < b ? -1 : 1))),
        });
      };
    return { debug: both("debug"), info: both("info"), warn: both("warn"), error: both("error") };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#target === null) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), WAIT_MS);
    this.#timer.unref();
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeBatches().finally(() => (this.#writing = null));
    return this.#writing;
  }

  /** Whole batches only, unless all is to be flushed: they share one statement, and what is left waits for the timer. */
  async #writeBatches(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const target = this.#target;
    if (target === null) return;
    // Batch by batch, because each holds the event loop up for as long as it takes to write.
    while (this.#waiting.length >= this.#batchFrom) {
      const batch = this.#waiting.splice(0, BATCH_SIZE);
      try {
        await insert(target, batch, this.#ids);
      } catch (error) {
        target.log.error("failed to store log entries", { entries: batch.length, error: String(error) });
      }
    }
    if (this.#waiting.length > 0) this.#schedule();
    if (this.#dropped === 0) return;
    target.log.warn("log entries were dropped, because they arrived faster than they could be stored", {
      entries: this.#dropped,
    });
    this.#dropped = 0;
  }
}

/** Go has levels between those with a name. */
function levelName(level: number): LogLevelName {
  if (level >= LOG_LEVELS.error) return "error";
  if (level >= LOG_LEVELS.warn) return "warn";
  return level >= LOG_LEVELS.info ? "info" : "debug";
}

async function insert(
  { auxiliary, settings, instance }: Target,
  batch: readonly LogEntry[],
  ids: TimeOrderedIds,
): Promise<void> {
  const { maxDataSize } = settings();
  const parameters: SqlValue[] = [];
  let last = { ms: Number.NaN, text: "" };
  for (const entry of batch) {
    const { createdMs, level } = entry;
    // Before the rest, which may be cut.
    const named = instance === null ? entry.data() : { ...instance, ...entry.data() };
    const data = logDataJson(named, maxDataSize);
    // Many are of the same millisecond.
    if (createdMs !== last.ms) last = { ms: createdMs, text: formatDate(new Date(createdMs)) };
    parameters.push(ids.next(createdMs), level, truncateMessage(entry.message()), data, last.text);
  }
  const rows = batch.map(() => "(?, ?, ?, ?, ?)").join(", ");
  await auxiliary.run(`INSERT INTO "_logs" ("id", "level", "message", "data", "created") VALUES ${rows}`, parameters);
}
