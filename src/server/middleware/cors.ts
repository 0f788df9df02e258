const ALLOWED_METHODS = "GET,HEAD,PUT,PATCH,POST,DELETE";

/** Which pages of other origins may read our answers (`--origins`). */
export interface Cors {
  /** Null for an origin that is not allowed. */
  allow(origin: string): string | null;
  /** The answer to any OPTIONS request. PocketBase answers them all alike, whether or not there is such a path. */
  preflight(request: Request): Response;
}

/** `*` allows all; in other entries `*` and `?` stand for any characters and for one. */
export function createCors(origins: readonly string[]): Cors {
  const patterns = origins.map((origin) => new RegExp(`^${wildcard(origin)}$`));
  const allow = (origin: string): string | null => {
    if (origins.includes("*")) return "*";
    if (origins.includes(origin)) return origin;
    // The longest host name has 253 characters; anything longer is an attack on the patterns.
    if (origin.length > 261 || !origin.includes("://")) return null;
    return patterns.some((pattern) => pattern.test(origin)) ? origin : null;
  };
  return {
    allow,
    preflight(request) {
      const headers = new Headers({ vary: "Origin" });
      const origin = request.headers.get("origin");
      const allowed = origin ? allow(origin) : null;
      if (allowed !== null) {
        headers.append("vary", "Access-Control-Request-Method");
        headers.append("vary", "Access-Control-Request-Headers");
        headers.set("access-control-allow-origin", allowed);
        headers.set("access-control-allow-methods", ALLOWED_METHODS);
        const wanted = request.headers.get("access-control-request-headers");
        if (wanted) headers.set("access-control-allow-headers", wanted);
      }
      return new Response(null, { status: 204, headers });
    },
  };
}

function wildcard(origin: string): string {
  return origin
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
}
