import type { Audience } from "./audience.ts";
import type { BrokerClient } from "./broker-client.ts";

/** The event of a deletion that has not been committed yet, for the clients that may see it. */
export interface PendingDelivery {
  readonly audience: Audience;
  readonly clients: ReadonlySet<BrokerClient>;
  readonly data: string;
}

interface Pending {
  readonly deliveries: readonly PendingDelivery[];
  readonly sinceMs: number;
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

  put(key: string, deliveries: readonly PendingDelivery[], nowMs: number = Date.now()): void {
    this.#pending.delete(key);
    for (const [oldest, { sinceMs }] of this.#pending) {
      if (this.#pending.size < MAX_PENDING && nowMs - sinceMs < MAX_AGE_MS) break;
      this.#pending.delete(oldest);
    }
    if (deliveries.length > 0) this.#pending.set(key, { deliveries, sinceMs: nowMs });
  }

  take(key: string): readonly PendingDelivery[] {
    const pending = this.#pending.get(key);
    this.#pending.delete(key);
    return pending?.deliveries ?? [];
  }
}
