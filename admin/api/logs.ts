import type { LogModel } from "pocketbase";
import { client } from "./client.ts";

export type Interval = "second" | "minute" | "hour" | "day";

/** How many entries of a level there are in an interval. */
export interface LogCount {
  readonly date: string;
  readonly level: number;
  readonly total: number;
}

export async function countLogs(filter: string, interval: Interval): Promise<LogCount[]> {
  return client.send<LogCount[]>("/api/logs/stats", { method: "GET", query: { filter, interval } });
}

const PER_PAGE = 500;

/** All entries that match, page by page, by id: each page costs as much as the first. */
export async function* walkLogs(filter: string, signal: AbortSignal): AsyncGenerator<LogModel[]> {
  let after = "";
  while (!signal.aborted) {
    const beyond = after === "" ? "" : client.filter("id > {:after}", { after });
    const both = [filter === "" ? "" : `(${filter})`, beyond].filter((part) => part !== "").join(" && ");
    const { items } = await client.logs.getList(1, PER_PAGE, { filter: both, sort: "id", skipTotal: true, signal });
    if (items.length > 0) yield items;
    if (items.length < PER_PAGE) return;
    after = items.at(-1)?.id ?? "";
  }
}
