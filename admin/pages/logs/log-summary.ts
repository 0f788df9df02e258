import type { LogModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { formatDuration } from "../../texts/format.ts";

/** What the list shows of a request in columns of their own. */
export interface RequestSummary {
  readonly status: number | null;
  readonly method: string;
  /** Of entries that are no requests: their message. */
  readonly path: string;
  readonly duration: string;
}

export function requestOf({ message, data }: LogModel): RequestSummary {
  const { type, status, execTime } = data;
  const method = type === "request" ? textOf(data["method"]) : "";
  return {
    status: typeof status === "number" ? status : null,
    method,
    path: method !== "" && message.startsWith(`${method} `) ? message.slice(method.length + 1) : message,
    duration: typeof execTime === "number" ? formatDuration(execTime) : "",
  };
}

/** The rest of what tells most about an entry, in a few words. */
export function detailOf({ data }: LogModel): string {
  const { error, auth, userIP } = data;
  return [error, auth, userIP]
    .map(textOf)
    .filter((part) => part !== "")
    .join(" · ");
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** A filter for entries of the same kind: requests of the same method and path, or the same message. */
export function similarFilter({ message, data }: LogModel): string {
  const { type, method, url } = data;
  if (type !== "request" || typeof url !== "string" || typeof method !== "string") {
    return client.filter("message = {:message}", { message });
  }
  const path = url.split("?")[0] ?? url;
  return client.filter("data.method = {:method} && (data.url = {:path} || data.url ~ {:start})", {
    method,
    path,
    start: `${path}?%`,
  });
}
