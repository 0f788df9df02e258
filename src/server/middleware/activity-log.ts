import type { RecordModel } from "../../model/records/record.ts";
import type { Call, Route } from "../../model/route.ts";

/** One answered request, for whoever keeps or prints the activity. */
export interface Activity {
  readonly call: Call;
  /** Null for an unknown path. */
  readonly route: Route | null;
  readonly auth: RecordModel | null;
  readonly status: number;
  readonly durationMs: number;
  /** What was thrown, or null. */
  readonly error: unknown;
  /** What the answer's `X-Request-Id` says, if it has one. */
  readonly requestId: string | null;
}

export interface ActivityLog {
  /** Must neither throw nor take time: it runs before the answer is sent. */
  record(activity: Activity): void;
}

/** Tells all of them, in order. */
export function combineActivityLogs(logs: readonly ActivityLog[]): ActivityLog | null {
  const [first = null] = logs;
  if (logs.length <= 1) return first;
  return {
    record(activity) {
      for (const log of logs) log.record(activity);
    },
  };
}
