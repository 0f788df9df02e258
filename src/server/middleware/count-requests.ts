import type { RequestStats } from "../../lib/request-stats.ts";
import type { ActivityLog } from "./activity-log.ts";

/** Counts what the activity log sees. */
export function createRequestCounter(stats: RequestStats): ActivityLog {
  return {
    record({ route, status, durationMs }) {
      stats.add(route, status, durationMs);
    },
  };
}
