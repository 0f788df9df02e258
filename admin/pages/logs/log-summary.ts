import type { LogModel } from "pocketbase";
import { client } from "../../api/client.ts";

/** The most telling data of an entry in a few words. */
export function levelDetail({ data }: LogModel): string {
  const { status, execTime, error, auth, userIP } = data;
  const parts = [
    textOf(status),
    typeof execTime === "number" ? formatDuration(execTime) : "",
    textOf(auth),
    textOf(userIP),
    textOf(error),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

export function formatDuration(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
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
