import type { RecordModel } from "../../model/records/record.ts";
import type { Call } from "../../model/route.ts";

/** One answered request, for whoever keeps or prints the activity. */
export interface Activity {
  readonly call: Call;
  readonly auth: RecordModel | null;
  readonly status: number;
  readonly durationMs: number;
  /** What was thrown, if anything. */
  readonly error: unknown;
}

export interface ActivityLog {
  /** Must neither throw nor take time: it runs before the answer is sent. */
  record(activity: Activity): void;
}
