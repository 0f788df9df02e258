import { badRequest } from "../lib/api-error.ts";

/** What the query of a list asks for. */
export interface ListOptions {
  readonly page: number;
  readonly perPage: number;
  readonly skipTotal: boolean;
  readonly filter: string;
  readonly sort: string;
}

const DEFAULT_PER_PAGE = 30;
const MAX_PER_PAGE = 1000;

/** Throws a 400 for what is no number or boolean; numbers out of range are brought into it. */
export function parseListOptions(query: Readonly<Record<string, string>>): ListOptions {
  const page = integer(query["page"], 1);
  const perPage = integer(query["perPage"], DEFAULT_PER_PAGE);
  return {
    page: Math.max(page, 1),
    perPage: perPage <= 0 ? DEFAULT_PER_PAGE : Math.min(perPage, MAX_PER_PAGE),
    skipTotal: boolean(query["skipTotal"]),
    filter: query["filter"] ?? "",
    sort: query["sort"] ?? "",
  };
}

/** Before the page's first item. Beyond that a number is no longer exact, and no table has so many rows. */
export function offsetOf({ page, perPage }: Pick<ListOptions, "page" | "perPage">): number {
  return Math.min(perPage * (page - 1), Number.MAX_SAFE_INTEGER);
}

/** Whole numbers as Go's Atoi reads them. */
function integer(text: string | undefined, absent: number): number {
  if (text === undefined || text === "") return absent;
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || Math.abs(value) >= 2 ** 63) throw badRequest();
  return value;
}

/** The forms of Go's ParseBool. */
function boolean(text: string | undefined): boolean {
  if (text === undefined || text === "") return false;
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(?:0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw badRequest();
}
