import type { LogModel } from "pocketbase";
import { client } from "./client.ts";
import { walkById } from "./walk-by-id.ts";

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

/** All entries that match, page by page in the order of their ids. */
export function walkLogs(filter: string, signal: AbortSignal): AsyncGenerator<LogModel[]> {
  const load = (one: string) => client.logs.getList(1, PER_PAGE, { filter: one, sort: "id", skipTotal: true, signal });
  return walkById({ filter, perPage: PER_PAGE, signal, load });
}
