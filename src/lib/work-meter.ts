/** How often something was done since the start, how it ended, and how long it took altogether. JSON. */
export interface WorkCounts {
  readonly succeeded: number;
  readonly failed: number;
  readonly seconds: number;
}

/** Counts work of one kind. */
export class WorkMeter {
  #succeeded = 0;
  #failed = 0;
  #ms = 0;

  get counts(): WorkCounts {
    return { succeeded: this.#succeeded, failed: this.#failed, seconds: this.#ms / 1000 };
  }

  add(hasSucceeded: boolean, durationMs: number): void {
    if (hasSucceeded) this.#succeeded += 1;
    else this.#failed += 1;
    this.#ms += durationMs;
  }

  async measure<T>(work: () => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    let hasSucceeded = false;
    try {
      const result = await work();
      hasSucceeded = true;
      return result;
    } finally {
      this.add(hasSucceeded, performance.now() - startedMs);
    }
  }
}

/** What is done with stored files. */
export const STORE_ACTIONS = ["write", "read", "delete"] as const;

export type StoreMeter = Readonly<Record<(typeof STORE_ACTIONS)[number], WorkMeter>>;

/** What an app counts beside its requests and its database. */
export interface Meters {
  readonly mails: WorkMeter;
  /** Backups that were made. */
  readonly backups: WorkMeter;
  /** The files of records, and backups. */
  readonly stores: Readonly<Record<"files" | "backups", StoreMeter>>;
}

export function createMeters(): Meters {
  const store = (): StoreMeter => ({
    write: new WorkMeter(),
    read: new WorkMeter(),
    delete: new WorkMeter(),
  });
  return { mails: new WorkMeter(), backups: new WorkMeter(), stores: { files: store(), backups: store() } };
}
