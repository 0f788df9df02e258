import { client } from "../../api/client.ts";
import { LEVELS, levelFilter } from "./log-levels.ts";
import type { Level } from "./log-levels.ts";

export const RANGES = { hour: 3600, day: 86_400, week: 604_800 } as const;

export type RangeName = keyof typeof RANGES | "all";

/** What is shown, as it is in the address. */
export interface LogQuery {
  readonly typed: string;
  readonly levels: readonly Level[];
  /** A part of the time that was chosen in the chart, in milliseconds. */
  readonly zoom: TimeRange | null;
  readonly range: RangeName;
  readonly hasSuperusers: boolean;
}

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export function readQuery(query: URLSearchParams): LogQuery {
  const levels = query.get("levels");
  const [from, to] = [Number(query.get("from") ?? Number.NaN), Number(query.get("to") ?? Number.NaN)];
  const range = query.get("range") ?? "all";
  return {
    typed: query.get("filter") ?? "",
    levels: levels === null ? LEVELS : LEVELS.filter((level) => levels.split(",").includes(level)),
    zoom: from < to ? { fromMs: from, toMs: to } : null,
    range: isRange(range) ? range : "all",
    hasSuperusers: query.get("superusers") === "1",
  };
}

function isRange(name: string): name is RangeName {
  return name === "all" || Object.hasOwn(RANGES, name);
}

export function writeQuery({ typed, levels, zoom, range, hasSuperusers }: LogQuery): URLSearchParams {
  return new URLSearchParams({
    ...(typed === "" ? {} : { filter: typed }),
    ...(levels.length === LEVELS.length ? {} : { levels: levels.join(",") }),
    ...(zoom === null ? {} : { from: String(zoom.fromMs), to: String(zoom.toMs) }),
    ...(range === "all" ? {} : { range }),
    ...(hasSuperusers ? { superusers: "1" } : {}),
  });
}

/** Since when entries are shown; null for all. */
export function sinceMs({ range }: Pick<LogQuery, "range">, nowMs: number): number | null {
  return range === "all" ? null : nowMs - RANGES[range] * 1000;
}

/** The filters for the server. That of the chart knows no levels: it counts each, also those that the list leaves out. */
export function filtersOf(query: LogQuery, nowMs: number): { readonly list: string; readonly chart: string } {
  const since = query.zoom?.fromMs ?? sinceMs(query, nowMs);
  const parts = [
    typedFilter(query.typed),
    query.hasSuperusers ? "" : "data.auth != '_superusers'",
    since === null ? "" : client.filter("created >= {:since}", { since: dateText(since) }),
    query.zoom === null ? "" : client.filter("created <= {:until}", { until: dateText(query.zoom.toMs) }),
  ];
  return { chart: joined(parts), list: joined([...parts, levelFilter(query.levels)]) };
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" && ");
}

/** Plain words are looked for everywhere; anything with an operator is a filter of the server. */
export function typedFilter(typed: string): string {
  const words = typed.trim();
  if (words === "") return "";
  if (/[=~<>]/.test(words)) return `(${words})`;
  return client.filter("(message ~ {:words} || data ~ {:words} || id = {:words})", { words });
}

function dateText(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ");
}
