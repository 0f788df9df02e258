import { AsyncLocalStorage } from "node:async_hooks";
import type { PostgresConnection } from "./connection.ts";
import type { ConnectionPool } from "./pool.ts";
import type { PostgresTransaction } from "./transaction.ts";

/** Who waits that long for a connection, while its own transaction holds one and does nothing, waits for itself. */
const DEADLOCK_AFTER_MS = 2_000;
const LOOK_MS = 500;

/**
 * Knows which transaction the running code is a part of. Transactions run at the same time, so one may be made within another through
 * the engine; where all connections are held by those that wait for one more, none would ever come back.
 */
export class OwnTransactions {
  readonly #flow = new AsyncLocalStorage<PostgresTransaction>();
  readonly #writers: ConnectionPool;

  constructor(writers: ConnectionPool) {
    this.#writers = writers;
  }

  run<T>(transaction: PostgresTransaction, work: () => Promise<T>): Promise<T> {
    return this.#flow.run(transaction, work);
  }

  /** Whether the running code has a transaction open. */
  get isInside(): boolean {
    return this.#flow.getStore()?.isOpen === true;
  }

  acquire(): PostgresConnection | Promise<PostgresConnection> {
    const acquired = this.#writers.acquire();
    const outer = this.#flow.getStore();
    if (!(acquired instanceof Promise) || outer?.isOpen !== true) return acquired;
    return this.#unlessDeadlocked(acquired, outer);
  }

  #unlessDeadlocked(acquired: Promise<PostgresConnection>, outer: PostgresTransaction): Promise<PostgresConnection> {
    const { promise, resolve, reject } = Promise.withResolvers<PostgresConnection>();
    let isGivenUp = false;
    const timer = setInterval(() => {
      // Waiting is fine where the caller works on in its transaction meanwhile.
      if (!outer.isOpen || outer.idleMs <= DEADLOCK_AFTER_MS) return;
      isGivenUp = true;
      clearInterval(timer);
      reject(
        new Error(
          "deadlock: a write through the engine waits for a connection while its own caller holds one with an open transaction; use the transaction instead",
        ),
      );
    }, LOOK_MS);
    acquired
      .then((connection) => {
        if (isGivenUp) this.#writers.release(connection);
        else resolve(connection);
      }, reject)
      .finally(() => clearInterval(timer));
    return promise;
  }
}
