import type { SqliteConnection } from "./connection.ts";
import { EPOCH, FOREIGN_CHANGES, LAST_COMMIT, type VersionPage } from "./version-page.ts";
import type { WalIndex } from "./wal-index.ts";

const INTERVAL_MS = 50;

/** Numbers the commits of a server, and notices those of processes beside it: a command, or an operator's tool. */
export interface CommitClock {
  /** How many commits of others were noticed. Looks at most once in an interval. */
  foreignChanges(): number;
  /** Looks for them now. */
  look(): void;
  /** To be called at the beginning of each transaction that writes, with the lock. */
  began(): void;
  /** The number of the commit that is about to be made. */
  next(): number;
  /** To be called after it, or after it failed. */
  ended(): void;
  /** Whether the commit of that number has been made. */
  isReached(number: number): boolean;
}

/** Asked many times a request, so it reads no clock. */
class Interval {
  #hasPassed = true;

  /** Whether the last one has passed; then another one begins. */
  begin(): boolean {
    if (!this.#hasPassed) return false;
    this.#hasPassed = false;
    setTimeout(() => (this.#hasPassed = true), INTERVAL_MS).unref();
    return true;
  }
}

/**
 * For a single process. Others are noticed by SQLite's `data_version`, which tells a connection that some other one has committed,
 * so it must ask the connection that makes all of this process's own changes.
 */
export class ProcessClock implements CommitClock {
  readonly #writer: SqliteConnection;
  readonly #page: VersionPage;
  readonly #interval = new Interval();
  #version: number;
  #last = 0;

  constructor(writer: SqliteConnection, page: VersionPage) {
    this.#writer = writer;
    this.#page = page;
    this.#version = this.#read();
  }

  foreignChanges(): number {
    if (this.#interval.begin()) this.look();
    return this.#page.at(FOREIGN_CHANGES);
  }

  look(): void {
    const version = this.#read();
    if (version === this.#version) return;
    this.#version = version;
    noteForeign(this.#page);
  }

  began(): void {}

  next(): number {
    this.#last = (this.#last + 1) >>> 0;
    return this.#last;
  }

  ended(): void {}

  isReached(): boolean {
    return true;
  }

  #read(): number {
    return this.#writer.get<{ data_version: number }>("PRAGMA data_version")?.data_version ?? 0;
  }
}

/**
 * For the workers of a server. Numbers are those of SQLite's index of the log, which counts the commits of all processes; the page
 * has the last own one, so any other is that of somebody else. The holder of the write lock sees it at once, others within the
 * interval.
 */
export class ServerClock implements CommitClock {
  readonly #index: WalIndex;
  readonly #page: VersionPage;
  readonly #interval = new Interval();
  #reached = 0;
  #before = 0;

  constructor(index: WalIndex, page: VersionPage) {
    this.#index = index;
    this.#page = page;
    // Whatever was before: a worker that was killed, or other data.
    const last = page.at(LAST_COMMIT);
    const change = index.change();
    if (change === last) return;
    if (isBefore(change, last) || page.replace(LAST_COMMIT, last, change)) noteForeign(page);
  }

  foreignChanges(): number {
    if (this.#interval.begin()) this.look();
    return this.#page.at(FOREIGN_CHANGES);
  }

  look(): void {
    const last = this.#page.at(LAST_COMMIT);
    const change = this.#index.change();
    // The second is a commit that is being made, or was not made in the end.
    if (change === last || change === (last - 1) >>> 0) return;
    // What was made anew is put right by the next holder of the lock.
    if (isBefore(change, last) || this.#page.replace(LAST_COMMIT, last, change)) noteForeign(this.#page);
  }

  began(): void {
    const last = this.#page.at(LAST_COMMIT);
    this.#before = this.#index.change();
    if (this.#before === last) return;
    this.#page.set(LAST_COMMIT, this.#before);
    // A commit was not made in the end.
    if (this.#before === (last - 1) >>> 0) return;
    noteForeign(this.#page);
    // The index was made anew, as after a crash.
    if (isBefore(this.#before, last)) this.#page.clear();
  }

  next(): number {
    const number = (this.#before + 1) >>> 0;
    this.#page.set(LAST_COMMIT, number);
    return number;
  }

  ended(): void {
    this.#reached = this.#index.change();
    // It changed nothing, or was rolled back.
    if (this.#reached === this.#before) this.#page.replace(LAST_COMMIT, (this.#before + 1) >>> 0, this.#before);
  }

  isReached(number: number): boolean {
    if (!isBefore(this.#reached, number)) return true;
    this.#reached = this.#index.change();
    return !isBefore(this.#reached, number);
  }
}

/** Numbers have 32 bits and begin anew at 0. */
export function isBefore(one: number, other: number): boolean {
  return ((one - other) | 0) < 0;
}

/** It may be of any table. */
function noteForeign(page: VersionPage): void {
  page.increment(FOREIGN_CHANGES);
  page.increment(EPOCH);
}
