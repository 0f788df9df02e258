import { LruMap } from "../../lib/lru-map.ts";
import { quote } from "./quote.ts";

const MAX_TEXTS = 2_000;
/** What may hold a question mark that is no placeholder, or is one; a dollar with a digit shows that the text counts them itself. */
const TOKENS =
  /'(?:[^']|'')*'|`(?:[^`]|``)*`|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|\$\d+|\?(\d*)/g;

const known = new LruMap<string, string>(MAX_TEXTS);

/**
 * `?` becomes `$1`, `$2` … and `?3` becomes `$3`; texts with `$1` keep their question marks. Names in backticks, as hook files of
 * PocketBase have them, come into double quotes.
 */
export function numberedPlaceholders(sql: string): string {
  if (!sql.includes("?") && !sql.includes("`")) return sql;
  const found = known.get(sql);
  if (found !== undefined) return found;
  const text = number(sql);
  known.set(sql, text);
  return text;
}

function number(sql: string): string {
  let count = 0;
  const isNumbered = sql.matchAll(TOKENS).some(([token]) => /^\$\d/.test(token));
  return sql.replaceAll(TOKENS, (token, _tag: string | undefined, digits: string | undefined) => {
    if (token.startsWith("`")) return quote(token.slice(1, -1).replaceAll("``", "`"));
    if (isNumbered || !token.startsWith("?")) return token;
    return `$${digits === undefined || digits === "" ? (count += 1) : digits}`;
  });
}
