import { maskedPath } from "../../lib/mask-url.ts";
import type { ActivityLog } from "./activity-log.ts";

/** Prints a line a request (`--dev`). */
export function createRequestPrinter(print: (line: string) => void): ActivityLog {
  return {
    record({ call, auth, status, durationMs, error }) {
      const who = auth === null ? "guest" : `${auth.collection.name}/${auth.id}`;
      const time = new Date().toISOString().slice(11, 23);
      print(
        `${time} ${status} ${call.request.method} ${maskedPath(call.request.url)} ${durationMs.toFixed(1)}ms ${who}`,
      );
      if (error instanceof Error)
        print(`             ${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ""}`);
    },
  };
}
