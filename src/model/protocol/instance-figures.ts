import type { DatabaseFigures } from "../../database/engine.ts";
import type { CacheCounts } from "../../lib/cache-counts.ts";
import type { CronOutcome } from "../../lib/cron.ts";
import type { CountedRequests } from "../../lib/request-stats.ts";
import type { Meters, StoreMeter, WorkCounts } from "../../lib/work-meter.ts";

export interface JobFigures extends CronOutcome {
  readonly id: string;
  /** All runs. */
  readonly counts: WorkCounts;
}

export interface RealtimeFigures {
  readonly clients: Readonly<Record<"sse" | "websocket", number>>;
  /** Changes of records that clients could be told of. */
  readonly changes: number;
  /** Those that were not sent to all yet. */
  readonly waitingChanges: number;
  readonly messages: number;
  /** What waits for clients to read. */
  readonly queuedBytes: number;
  /** Clients that were dropped because they did not keep up. */
  readonly slowClients: number;
}

/** What one instance of a server tells of itself, for the overview and the metrics. Counts are since its start. */
export interface InstanceFigures {
  /** The number of the worker; 1 where there is only one. */
  readonly number: number;
  /** The name of the node; null where there are no nodes. */
  readonly node: string | null;
  /** How far it is behind what other nodes have committed; null where there are none. */
  readonly eventsLagMs: number | null;
  readonly requests: CountedRequests;
  readonly realtime: RealtimeFigures;
  /** The last runs of those that ran here. */
  readonly jobs: readonly JobFigures[];
  /** Entries by level, kept or not. */
  readonly logs: Readonly<Record<string, number>>;
  /** Of data.db. */
  readonly database: DatabaseFigures;
  readonly caches: CacheCounts;
  readonly mails: WorkCounts;
  readonly backups: WorkCounts;
  /** By store and action. */
  readonly stores: Readonly<Record<keyof Meters["stores"], Readonly<Record<keyof StoreMeter, WorkCounts>>>>;
  readonly process: {
    readonly memoryBytes: number;
    /** Of JavaScript. */
    readonly heapBytes: number;
    readonly cpuSeconds: number;
    readonly startedMs: number;
    /** The longest that the event loop stood still since the last question. */
    readonly maxLoopDelayMs: number;
    /** Of the delays since then. */
    readonly p99LoopDelayMs: number;
    readonly meanLoopDelayMs: number;
  };
}
