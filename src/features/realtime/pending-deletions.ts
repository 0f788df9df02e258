import type { Audience } from "./audience.ts";
import type { BrokerClient } from "./broker-client.ts";

/** The event of a deletion that has not been committed yet, for the clients that may see it. */
export interface PendingDelivery {
  readonly audience: Audience;
  readonly clients: ReadonlySet<BrokerClient>;
  readonly data: string;
}

/** What was found out before a deletion. */
export interface PreparedDeletion {
  readonly deliveries: readonly PendingDelivery[];
  /** The clients that were asked about; who subscribed later may see it, too. */
  readonly considered: ReadonlySet<BrokerClient>;
}

export const NOTHING_PREPARED: PreparedDeletion = { deliveries: [], considered: new Set() };

interface Pending extends PreparedDeletion {
  readonly sinceMs: number;
  /** How many requests want to delete the record: one succeeds. */
  readonly requests: number;
}

/** Longer than any transaction may last. */
const MAX_AGE_MS = 120_000;
const MAX_PENDING = 20_000;

/**
 * Who may see a deletion is found out before it happens, because rules may look at the record in the database. The result waits
 * here for the commit; what is never committed nor rolled back is dropped, oldest first.
 */
export class PendingDeletions {
  readonly #pending = new Map<string, Pending>();

  get size(): number {
    return this.#pending.size;
  }

  put(key: string, prepared: PreparedDeletion, nowMs: number = Date.now()): void {
    const before = this.#pending.get(key);
    this.#pending.delete(key);
    for (const [oldest, { sinceMs }] of this.#pending) {
      if (this.#pending.size < MAX_PENDING && nowMs - sinceMs < MAX_AGE_MS) break;
      this.#pending.delete(oldest);
    }
    // Who asks after another request has deleted the record finds nobody that may see it.
    const kept = prepared.deliveries.length > 0 ? prepared : (before ?? prepared);
    if (kept.considered.size === 0) return;
    const { deliveries, considered } = kept;
    this.#pending.set(key, { deliveries, considered, sinceMs: nowMs, requests: (before?.requests ?? 0) + 1 });
  }

  /** A request did not delete the record. Another one may have. */
  drop(key: string): void {
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    if (pending.requests > 1) this.#pending.set(key, { ...pending, requests: pending.requests - 1 });
    else this.#pending.delete(key);
  }

  take(key: string): PreparedDeletion {
    const pending = this.#pending.get(key);
    this.#pending.delete(key);
    return pending ?? NOTHING_PREPARED;
  }
}
