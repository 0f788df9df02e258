import { setOwn } from "../lib/first-json.ts";

type HeaderLine = readonly [name: string, value: string];

/** Has the headers be these and no others. Gives those that the headers of a request can't hold, which Go's can. */
export function replaceHeaders(headers: Headers, entries: readonly HeaderLine[]): HeaderLine[] {
  const names = headers.keys().toArray();
  for (const name of names) headers.delete(name);
  return entries.filter(([name, value]) => {
    try {
      headers.append(name, value);
      return false;
    } catch {
      return true;
    }
  });
}

/** Has the object hold these values and no others, for all that know it. */
export function replaceValues(object: Record<string, unknown>, values: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(object)) if (!Object.hasOwn(values, name)) delete object[name];
  for (const [name, value] of Object.entries(values)) setOwn(object, name, value);
}

/** A URL with another query, which stands without its question mark. */
export function withQuery(url: string, query: string): string {
  const start = url.replace(/[?#].*$/s, "");
  return query === "" ? start : `${start}?${query}`;
}
