import type { DatabaseFigures } from "../../database/engine.ts";
import type { CronOutcome } from "../../lib/cron.ts";
import type { CountedRequests } from "../../lib/request-stats.ts";

export interface JobFigures extends CronOutcome {
  readonly id: string;
}

/** What one instance of a server tells of itself, for the overview and the metrics. Counts are since its start. */
export interface InstanceFigures {
  /** The number of the worker; 1 where there is only one. */
  readonly number: number;
  readonly requests: CountedRequests;
  readonly realtimeClients: number;
  /** The last runs of those that ran here. */
  readonly jobs: readonly JobFigures[];
  /** Entries by level, kept or not. */
  readonly logs: Readonly<Record<string, number>>;
  /** Of data.db. */
  readonly database: DatabaseFigures;
  readonly process: {
    readonly memoryBytes: number;
    readonly cpuSeconds: number;
    readonly startedMs: number;
    /** The longest that the event loop stood still since the last question. */
    readonly maxLoopDelayMs: number;
  };
}
