import { maskedPath } from "../../lib/mask-url.ts";
import type { ActivityLog } from "./activity-log.ts";

/** Prints a line of JSON a request (`--log json`), with the given fields in each. */
export function createJsonRequestLog(
  print: (line: string) => void,
  fields: Readonly<Record<string, unknown>> = {},
): ActivityLog {
  return {
    record({ call, auth, status, durationMs, error, requestId }) {
      const line = {
        time: new Date().toISOString(),
        level: error === null ? "info" : "error",
        message: "request",
        ...fields,
        requestId,
        method: call.request.method,
        url: maskedPath(call.request.url),
        status,
        durationMs: Math.round(durationMs * 1000) / 1000,
        userIP: call.clientAddress,
        userAgent: call.request.headers.get("user-agent") ?? "",
        auth: auth === null ? null : { collection: auth.collection.name, id: auth.id },
        ...(error instanceof Error ? { error: error.message } : {}),
      };
      print(JSON.stringify(line));
    },
  };
}

/** Prints a line a request (`--dev`). */
export function createRequestPrinter(print: (line: string) => void): ActivityLog {
  return {
    record({ call, auth, status, durationMs, error }) {
      const who = auth === null ? "guest" : `${auth.collection.name}/${auth.id}`;
      const time = new Date().toISOString().slice(11, 23);
      print(
        `${time} ${status} ${call.request.method} ${maskedPath(call.request.url)} ${durationMs.toFixed(1)}ms ${who}`,
      );
      if (error instanceof Error) print(`             ${error.message}${causeText(error.cause)}`);
    },
  };
}

/** A syntax error quotes the body that could not be parsed, which may hold a password. */
function causeText(cause: unknown): string {
  if (cause instanceof SyntaxError) return " (the body can't be parsed)";
  return cause instanceof Error ? ` (${cause.message})` : "";
}
