// All writes of one database, one after the other on one connection.
//
// `sqlite-engine.ts` calls it. A transaction owns the writer until it ends; short ones without user code share a commit
// (`commit-group.ts`). Another process's lock is waited for without blocking the event loop (`busy-retry.ts`).
// Must stay true: what runs in a transaction is either committed whole or undone; callbacks run after the lock was released, in the
// order of the commits; a caller that waits for its own transaction gets an error instead of a deadlock.
import { AsyncLocalStorage } from "node:async_hooks";
import type { Logger } from "../../lib/log.ts";
import { DatabaseOverloadedError, type SqlValue, type Transaction, type TransactionOptions } from "../engine.ts";
import { retryWhileBusy } from "./busy-retry.ts";
import type { WrittenRow } from "../row-write.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { CommitGroup } from "./commit-group.ts";
import type { SqliteConnection } from "./connection.ts";
import { isBusy } from "./errors.ts";
import { FairLock } from "./fair-lock.ts";
import type { TableVersions } from "./table-versions.ts";
import { RowMember } from "./row-member.ts";
import { TransactionLimit } from "./transaction-limit.ts";
import { SqliteTransaction } from "./transaction.ts";
import type { WriteTurn } from "./write-turn.ts";

const DEFAULT_TRANSACTION_MS = 30_000;
const MAX_WAITING = 10_000;
/** What can be in a transaction, unlike PRAGMA and VACUUM. */
const TRANSACTIONAL = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE|WITH|CREATE|ALTER|DROP)\b/i;

export interface WriteQueueOptions {
  readonly log: Logger;
  /** How long to wait for another process. */
  readonly lockLimitMs: number;
  /** A write that waits for a transaction of its own caller is given up once that has been idle for so long. */
  readonly deadlockAfterMs: number;
  readonly versions: TableVersions;
  /** Among the workers of a server; null where there is one process. */
  readonly turn: WriteTurn | null;
  /** Null: SQLite makes its checkpoints at the end of commits. */
  readonly checkpoints: Checkpoints | null;
}

/** The writer connection and the queue of those who want it. */
export class WriteQueue {
  readonly #writer: SqliteConnection;
  readonly #options: WriteQueueOptions;
  readonly #lock = new FairLock(MAX_WAITING);
  /** The transaction that the running asynchronous call chain has open; costs some 10 ns a transaction. */
  readonly #flow = new AsyncLocalStorage<SqliteTransaction>();

  readonly #limit = new TransactionLimit();
  readonly #group: CommitGroup;
  #commits = 0;
  #rollbacks = 0;
  #waitedMs = 0;
  #busyMs = 0;
  #heldSince = 0;

  constructor(writer: SqliteConnection, options: WriteQueueOptions) {
    this.#writer = writer;
    this.#options = options;
    this.#group = new CommitGroup({
      writer,
      exclusive: (group) => this.exclusive(group),
      begin: () => this.#begin(),
      commit: () => this.#commit(),
      rollback: () => this.#rollback(),
      mark: () => options.versions.markOrders(),
      maxWaiting: MAX_WAITING,
      hurries: options.turn !== null,
    });
  }

  /** So far; writes that share one count as one. */
  get commits(): number {
    return this.#commits;
  }

  get rollbacks(): number {
    return this.#rollbacks;
  }

  /** How long writes waited for the writer, altogether. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** How long the writer was taken. */
  get busyMs(): number {
    return this.#busyMs;
  }

  /** How many wait for the writer. */
  get waiting(): number {
    return this.#lock.waiting + this.#group.waiting;
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    // Within a transaction of the own caller it would wait for itself, which the way below notices.
    if (options.sharesCommit === true && this.#flow.getStore()?.isOpen !== true) return this.#joinGroup(work, options);
    await this.#acquire();
    const transaction = new SqliteTransaction(this.#writer, this.#options.versions);
    let failure: unknown = null;
    try {
      await this.#begin();
      const result = await this.#work(transaction, work, options.timeoutMs ?? DEFAULT_TRANSACTION_MS);
      transaction.end("the transaction has ended");
      await this.#commit();
      return result;
    } catch (error) {
      failure = error ?? new Error("the transaction was rolled back");
      throw error;
    } finally {
      transaction.end("the transaction was rolled back");
      if (failure !== null) this.#rollback();
      this.#release();
      await this.#runCallbacks(transaction, failure);
    }
  }

  /** A statement that writes one row, in a commit that it may share. */
  writeRow(sql: string, parameters: readonly SqlValue[], orderKey: string | null): Promise<WrittenRow> {
    // Within a transaction of the own caller it would wait for itself.
    if (this.#flow.getStore()?.isOpen === true) return this.#writeRowAlone(sql, parameters, orderKey);
    this.#checkGroup();
    const parts = { writer: this.#writer, versions: this.#options.versions };
    const member = new RowMember(parts, { sql, parameters, orderKey });
    this.#group.join(member);
    return member.outcome;
  }

  #writeRowAlone(sql: string, parameters: readonly SqlValue[], orderKey: string | null): Promise<WrittenRow> {
    return this.transaction(async (transaction) => {
      const { changes } = await transaction.run(sql, parameters);
      return { changes, order: changes === 0 || orderKey === null ? null : transaction.orderOf(orderKey) };
    });
  }

  #checkGroup(): void {
    if (this.#group.isFull)
      throw new DatabaseOverloadedError(`more than ${MAX_WAITING} writes are waiting for the database`);
  }

  #joinGroup<T>(work: (transaction: Transaction) => Promise<T>, options: TransactionOptions): Promise<T> {
    this.#checkGroup();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const transaction = new SqliteTransaction(this.#writer, this.#options.versions);
    let done: () => void;
    // The group runs in the context of whoever came first.
    const asCaller = AsyncLocalStorage.snapshot();
    this.#group.join({
      needsSavepoint: options.writesOnce !== true,
      isToldAtOnce: false,
      hasWritten: () => transaction.runs > 0,
      work: async (takeSavepoint) => {
        if (options.writesOnce === true) transaction.onTrigger = takeSavepoint;
        const timeoutMs = options.timeoutMs ?? DEFAULT_TRANSACTION_MS;
        const result = await asCaller(() => this.#work(transaction, work, timeoutMs));
        transaction.end("the transaction has ended");
        done = () => resolve(result);
      },
      committed: () => asCaller(() => this.#runCallbacks(transaction, null)).then(() => done()),
      rolledBack: async (reason) => {
        transaction.end("the transaction was rolled back");
        await asCaller(() => this.#runCallbacks(transaction, reason));
        reject(reason);
      },
    });
    return promise;
  }

  #runCallbacks(transaction: SqliteTransaction, reason: unknown): Promise<void> {
    const outcome = reason === null ? "commit" : "rollback";
    return transaction.runCallbacks(reason, (error) =>
      this.#options.log.error(`Work after a ${outcome} failed`, { error: String(error) }),
    );
  }

  /** One statement outside of a transaction, which is SQLite's way of making it a transaction of its own. */
  async run(sql: string, parameters: readonly SqlValue[]): Promise<{ changes: number }> {
    const { versions } = this.#options;
    return this.exclusive(async () => {
      // Other processes must know of the commit before it is made.
      if (versions.isShared && TRANSACTIONAL.test(sql)) return this.#runInTransaction(sql, parameters);
      const result = await this.#execute(sql, parameters);
      this.#commits += 1;
      versions.ranAlone(sql);
      this.#options.checkpoints?.committed();
      return result;
    });
  }

  async #runInTransaction(sql: string, parameters: readonly SqlValue[]): Promise<{ changes: number }> {
    await this.#begin();
    try {
      const result = this.#writer.run(sql, parameters);
      this.#options.versions.wrote(sql);
      await this.#commit();
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    }
  }

  /** Runs `work` while no transaction is open. */
  async exclusive<T>(work: () => Promise<T> | T): Promise<T> {
    await this.#acquire();
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  async #acquire(): Promise<void> {
    if (!this.#lock.tryAcquire()) {
      const startedAt = performance.now();
      await this.#wait();
      this.#waitedMs += performance.now() - startedAt;
    }
    this.#heldSince = performance.now();
  }

  #release(): void {
    this.#busyMs += performance.now() - this.#heldSince;
    this.#lock.release();
    this.#options.turn?.end(this.waiting > 0);
  }

  async #wait(): Promise<void> {
    const outer = this.#flow.getStore();
    if (outer === undefined || !outer.isOpen) return this.#lock.acquire();
    // Waiting for the own caller's transaction is fine where the caller does not wait for this write.
    const { deadlockAfterMs } = this.#options;
    const deadlock = new Error(
      "deadlock: a write through the engine waits for the transaction that its own caller has open; use the transaction instead",
    );
    await this.#lock.acquire({
      everyMs: deadlockAfterMs / 4,
      check: () => (outer.isOpen && outer.idleMs > deadlockAfterMs ? deadlock : null),
    });
  }

  async #execute(sql: string, parameters: readonly SqlValue[] = []): Promise<{ changes: number }> {
    try {
      return this.#writer.run(sql, parameters);
    } catch (error) {
      if (!isBusy(error)) throw error;
      const { lockLimitMs: limitMs, turn } = this.#options;
      const pause = turn === null ? {} : { pause: (ms: number) => turn.pause(ms) };
      const limits = { file: this.#writer.file, limitMs, ...pause };
      return retryWhileBusy(limits, () => this.#writer.run(sql, parameters));
    }
  }

  /** Settles with `work`, or rejects at the limit; what `work` does afterwards fails on the ended transaction. */
  #work<T>(
    transaction: SqliteTransaction,
    work: (transaction: Transaction) => Promise<T>,
    timeoutMs: number,
  ): Promise<T> {
    transaction.limitTime(timeoutMs);
    const limit = { limitMs: timeoutMs, end: (reason: string) => transaction.end(reason) };
    return this.#limit.run(limit, () => this.#flow.run(transaction, async () => work(transaction)));
  }

  async #begin(): Promise<void> {
    const { turn, versions, checkpoints } = this.#options;
    if (turn === null) await this.#execute("BEGIN IMMEDIATE");
    else await turn.begin(() => this.#execute("BEGIN IMMEDIATE"));
    if (checkpoints?.needsRoom === true) {
      // With the lock, so that no other process adds to the log.
      await checkpoints.makeRoom();
      this.#writer.run("ROLLBACK");
      await this.#execute("BEGIN IMMEDIATE");
    }
    versions.began();
  }

  async #commit(): Promise<void> {
    this.#options.versions.committing();
    await this.#execute("COMMIT");
    this.#commits += 1;
    this.#options.versions.ended();
    this.#options.checkpoints?.committed();
  }

  /** SQLite has already rolled back itself after some errors, such as a full disk. */
  #rollback(): void {
    this.#rollbacks += 1;
    this.#options.versions.undo();
    try {
      if (this.#writer.isInTransaction) this.#writer.run("ROLLBACK");
    } catch (error) {
      this.#options.log.error("A transaction could not be rolled back", { error: String(error) });
    }
    this.#options.versions.ended();
  }
}
