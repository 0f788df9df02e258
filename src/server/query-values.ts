import { badRequest } from "../lib/api-error.ts";
import { checkPairs } from "../lib/form-pairs.ts";
import { LimitError } from "../lib/limit-error.ts";
import { LruMap } from "../lib/lru-map.ts";

/** Clients ask for the same pages again and again. Longer texts than this are not remembered. */
const MAX_REMEMBERED_LENGTH = 500;
const MAX_REMEMBERED = 500;

/** The query of a URL: what is between `?` and `#`, without pairs that are malformed. */
export function parseQuery(url: string): URLSearchParams {
  return new URLSearchParams(withoutBadPairs(queryOf(url)));
}

/** The first values of the parameters of queries, those that came last remembered by their text. */
export class QueryValues {
  readonly #remembered = new LruMap<string, Readonly<Record<string, string>>>(MAX_REMEMBERED);

  of(url: string): Readonly<Record<string, string>> {
    const text = queryOf(url);
    const known = this.#remembered.get(text);
    if (known !== undefined) return known;
    // Frozen, because requests share them.
    const values = Object.freeze(plainValues(text) ?? firstValues(new URLSearchParams(withoutBadPairs(text))));
    if (text.length <= MAX_REMEMBERED_LENGTH) this.#remembered.set(text, values);
    return values;
  }
}

/** What has to be decoded, and what separates values from others. */
const NOT_PLAIN = /^\?|[%+;]|[^ -~]/;

/** The first values where nothing has to be decoded, which takes a third of the time; null where something has. */
function plainValues(text: string): Record<string, string> | null {
  if (text.length > MAX_REMEMBERED_LENGTH || NOT_PLAIN.test(text)) return null;
  const values: Record<string, string> = {};
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const end = pair.indexOf("=");
    const name = end < 0 ? pair : pair.slice(0, end);
    if (!Object.hasOwn(values, name)) values[name] = end < 0 ? "" : pair.slice(end + 1);
  }
  return values;
}

function firstValues(query: URLSearchParams): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of query) if (!Object.hasOwn(values, name)) values[name] = value;
  return values;
}

const BAD_PAIR = /%(?![0-9a-fA-F]{2})|;/;

/** As in Go, a pair with a malformed escape or a bare semicolon does not count. */
function withoutBadPairs(query: string): string {
  refuseTooMany(query);
  if (!BAD_PAIR.test(query)) return query;
  return query
    .split("&")
    .filter((pair) => !BAD_PAIR.test(pair))
    .join("&");
}

/** Throws a 400 that names the limit. */
function refuseTooMany(query: string): void {
  try {
    checkPairs(query);
  } catch (cause) {
    throw cause instanceof LimitError ? badRequest(cause.message, { cause }) : cause;
  }
}

function queryOf(url: string): string {
  const start = url.indexOf("?");
  if (start < 0) return "";
  const end = url.indexOf("#", start);
  return end < 0 ? url.slice(start + 1) : url.slice(start + 1, end);
}
