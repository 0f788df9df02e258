/** Has the headers be these and no others. */
export function replaceHeaders(headers: Headers, entries: readonly (readonly [string, string])[]): void {
  const names = headers.keys().toArray();
  for (const name of names) headers.delete(name);
  for (const [name, value] of entries) headers.append(name, value);
}

/** Has the object hold these values and no others, for all that know it. */
export function replaceValues(object: Record<string, unknown>, values: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(object)) if (!Object.hasOwn(values, name)) delete object[name];
  Object.assign(object, values);
}

/** A URL with another query, which stands without its question mark. */
export function withQuery(url: string, query: string): string {
  const start = url.replace(/[?#].*$/s, "");
  return query === "" ? start : `${start}?${query}`;
}
