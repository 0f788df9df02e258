// Moves what is in the write-ahead log into the database file, in a thread.
//
// SQLite would do it at the end of a commit: two syncs of the disk and a thousand pages, while the event loop stands still. The
// writer's own checkpoints are switched off (`open.ts`), and `write-queue.ts` says after each commit that there may be enough for one.
// Must stay true: what is synced to the disk, and when, is as with SQLite's own (`synchronous = NORMAL`); the log does not grow without
// end: it begins anew once all of it was moved and nobody writes meanwhile, so at `ROOM_FRAMES` the next transaction waits for that.
import type { Logger } from "../../lib/log.ts";
import type { ReaderPool } from "./reader-pool.ts";
import type { WalIndex } from "./wal-index.ts";

/** Pages, as is SQLite's own number. */
const MOVED_FRAMES = 1000;
/** 32 MB with the usual size of a page. */
const ROOM_FRAMES = 8000;

interface Parts {
  readonly index: WalIndex;
  /** A single thread. */
  readonly threads: ReaderPool;
  readonly log: Logger;
}

export class Checkpoints {
  readonly #parts: Parts;
  #running: Promise<void> | null = null;
  /** How many pages the log had after the last commit, and when the last checkpoint began. */
  #written = 0;
  #begunAt = 0;
  #roomEndsAt = ROOM_FRAMES;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** To be called after each commit. */
  committed(): void {
    this.#written = this.#parts.index.frames();
    if (this.#written < this.#begunAt) {
      // The log has begun anew.
      this.#begunAt = 0;
      this.#roomEndsAt = ROOM_FRAMES;
    }
    if (this.#written - this.#begunAt >= MOVED_FRAMES) void this.#run();
  }

  get needsRoom(): boolean {
    return this.#written >= this.#roomEndsAt;
  }

  /**
   * To be called with the write lock; the transaction that follows then begins the log anew. Where somebody still reads old pages that
   * fails, and is tried again some pages later.
   */
  async makeRoom(): Promise<void> {
    this.#roomEndsAt = this.#written + MOVED_FRAMES;
    await this.#running;
    if (this.#begunAt < this.#written) await this.#run();
  }

  /** Resolves when no thread works on the database file. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Waits for the one that runs, and makes no more. */
  async close(waitMs: number): Promise<void> {
    await this.#running;
    await this.#parts.threads.close(waitMs);
  }

  #run(): Promise<void> {
    this.#running ??= this.#move().finally(() => (this.#running = null));
    return this.#running;
  }

  async #move(): Promise<void> {
    const { threads, log } = this.#parts;
    this.#begunAt = this.#written;
    try {
      await threads.run({ mode: "checkpoint", sql: "", parameters: [], limitMs: Number.POSITIVE_INFINITY });
    } catch (error) {
      if (!threads.isClosed)
        log.warn("the write-ahead log could not be moved into the database", { error: String(error) });
    }
  }
}
