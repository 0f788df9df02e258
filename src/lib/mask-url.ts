/** Query parameters whose values let someone in. */
const SECRET = /([?&](?:[\w-]*token|[\w-]*password|[\w-]*secret|code|state|api_?key)=)[^&#]*/gi;

/** The URL's path and query without what nobody may read in a log. */
export function maskedPath(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const path = start < 0 ? "/" : url.slice(start);
  return path.includes("?") ? path.replaceAll(SECRET, "$1***") : path;
}
