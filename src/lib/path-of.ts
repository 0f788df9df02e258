/** The path of a request's address, whatever its `Host` header is: where that is empty the address begins with the path. */
export function pathOf(url: string): string {
  const start = url.startsWith("/") ? 0 : url.indexOf("/", "https://".length);
  return new URL(`http://localhost${start < 0 ? "" : url.slice(start)}`).pathname;
}
