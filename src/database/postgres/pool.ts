// The connections of one engine, and who waits for them.
//
// Each has one statement or one transaction at a time: statements that are sent behind a slow one would wait for it, and its
// timeout would be theirs. A database that is not there is found out by whoever needs a connection next; for a moment after that
// the answer is known without asking again, so that requests fail at once and the database is not flooded while it starts.
import { DatabaseOverloadedError, DatabaseUnavailableError } from "../engine.ts";
import type { PostgresConnection } from "./connection.ts";
import { sqlState, translateError } from "./errors.ts";

export interface PoolOptions {
  readonly open: () => Promise<PostgresConnection>;
  readonly maxConnections: number;
  readonly maxWaiting: number;
  /** Longer than that nobody waits for a connection to be opened. */
  readonly openLimitMs: number;
  /** The same where something says that the database is away: its clients are to hear of it soon. */
  readonly suspectLimitMs: number;
}

interface Waiter {
  readonly sinceMs: number;
  readonly resolve: (connection: PostgresConnection) => void;
  readonly reject: (reason: unknown) => void;
}

/** So long after a failure no connection is opened. */
const BACKOFF_MS = 200;
const ADMIN_SHUTDOWN = "57P01";

export class ConnectionPool {
  readonly #options: PoolOptions;
  readonly #idle: PostgresConnection[] = [];
  readonly #waiting: Waiter[] = [];
  readonly #all = new Set<PostgresConnection>();
  #opening = 0;
  #waitedMs = 0;
  #failure: { readonly error: unknown; readonly at: number } | null = null;
  /** A connection was lost, or none could be opened, since the last one was. */
  #isSuspect = false;
  #isClosed = false;
  #whenEmpty: (() => void) | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#all.size;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** How long connections were waited for, altogether. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** A connection of one's own until `release`. Without a promise where one is idle. */
  acquire(): PostgresConnection | Promise<PostgresConnection> {
    if (this.#isClosed) throw new Error("the database is closed");
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.isBroken) return idle;
      this.#isSuspect = true;
      this.#discard(idle);
    }
    const { maxConnections, maxWaiting } = this.#options;
    const isFull = this.#all.size + this.#opening >= maxConnections;
    if (!isFull && this.#failure !== null && performance.now() - this.#failure.at < BACKOFF_MS)
      throw this.#failure.error;
    if (this.#waiting.length >= maxWaiting) {
      throw new DatabaseOverloadedError(`more than ${maxWaiting} statements are waiting for the database`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<PostgresConnection>();
    this.#waiting.push({ sinceMs: performance.now(), resolve, reject });
    if (!isFull) void this.#open();
    return promise;
  }

  release(connection: PostgresConnection): void {
    if (connection.isBroken) this.#isSuspect = true;
    if (connection.isBroken || connection.isWorn || this.#isClosed) {
      this.#all.delete(connection);
      void connection.close();
      if (this.#waiting.length > 0) void this.#open();
      if (this.#isClosed && this.#all.size === 0) this.#whenEmpty?.();
      return;
    }
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#idle.push(connection);
      return;
    }
    this.#waitedMs += performance.now() - next.sinceMs;
    next.resolve(connection);
  }

  /** Where one connection was lost, those that are idle were most likely, too. */
  discardIdle(): void {
    for (const idle of this.#idle.splice(0)) this.#discard(idle);
  }

  /** Waits for what is under way, at most so long, and then ends it. */
  async close(limitMs: number): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error("the database is closed"));
    for (const connection of this.#idle.splice(0)) {
      this.#all.delete(connection);
      await connection.close();
    }
    if (this.#all.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#whenEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    for (const connection of this.#all) await connection.close();
    this.#all.clear();
  }

  /** For whoever waits longest; where none can be opened nobody waits on, unless others will be released. */
  async #open(): Promise<void> {
    this.#opening += 1;
    const { openLimitMs, suspectLimitMs } = this.#options;
    const tooLate = (): void => this.#fail(new DatabaseUnavailableError("the database does not answer"));
    const timer = setTimeout(tooLate, this.#isSuspect ? suspectLimitMs : openLimitMs);
    try {
      const connection = await this.#openTwice();
      this.#failure = null;
      this.#isSuspect = false;
      this.#all.add(connection);
      this.release(connection);
    } catch (error) {
      this.#fail(translateError(error));
    } finally {
      clearTimeout(timer);
      this.#opening -= 1;
    }
  }

  /** A session that was ended while it was being opened says nothing of the next. */
  async #openTwice(): Promise<PostgresConnection> {
    try {
      return await this.#options.open();
    } catch (error) {
      if (sqlState(error) !== ADMIN_SHUTDOWN) throw error;
      return this.#options.open();
    }
  }

  #fail(error: unknown): void {
    this.#failure = { error, at: performance.now() };
    this.#isSuspect = true;
    // One that is in use comes back, as where the server has no more to give.
    if ([...this.#all].some(({ isBroken }) => !isBroken)) return;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #discard(connection: PostgresConnection): void {
    this.#all.delete(connection);
    void connection.close();
  }
}
