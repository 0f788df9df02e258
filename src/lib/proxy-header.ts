import { headerValue } from "./header-name.ts";

/** Headers that proxies tell the client's address by: PocketBase's in its order, then that of our examples for nginx and Caddy. */
const USUAL = ["CF-Connecting-IP", "Fly-Client-IP", "X-Forwarded-For", "X-Real-IP"];

/** The first of these headers, and then of the usual ones, that the request has; null for none. */
export function findProxyHeader(headers: Headers, first: readonly string[]): string | null {
  return [...first, ...USUAL].find((name) => headerValue(headers, name) !== null) ?? null;
}
