import { LruMap } from "../../lib/lru-map.ts";

const MAX_TEXTS = 2_000;
/** What may hold a question mark that is no placeholder, or is one; a dollar with a digit shows that the text counts them itself. */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|\$\d+|\?(\d*)/g;

const known = new LruMap<string, string>(MAX_TEXTS);

/** `?` becomes `$1`, `$2` … and `?3` becomes `$3`; texts with `$1` stay as they are. */
export function numberedPlaceholders(sql: string): string {
  if (!sql.includes("?")) return sql;
  const found = known.get(sql);
  if (found !== undefined) return found;
  const text = number(sql);
  known.set(sql, text);
  return text;
}

function number(sql: string): string {
  let count = 0;
  let isNumbered = false;
  const text = sql.replaceAll(TOKENS, (token, _tag: string | undefined, digits: string | undefined) => {
    if (/^\$\d/.test(token)) isNumbered = true;
    if (!token.startsWith("?")) return token;
    return `$${digits === undefined || digits === "" ? (count += 1) : digits}`;
  });
  return isNumbered ? sql : text;
}
