import {
  compareSpecificity,
  conflicts,
  matchPath,
  parseRoutePattern,
  pathParts,
  type RoutePattern,
} from "../lib/route-pattern.ts";
import type { Route } from "../model/route.ts";
import type { FoundRoute } from "../plugins/routes/plugin-router.ts";

interface Entry {
  readonly pattern: RoutePattern;
  readonly route: Route;
}

/** Routes with Go's patterns. */
export class HookRouter {
  readonly #entries: readonly Entry[];

  /** Throws for a pattern that can't be, and as Go's router for two that are for the same requests. */
  constructor(routes: readonly Route[]) {
    const entries = routes.map((route) => ({ pattern: parseRoutePattern(route.method, route.path), route }));
    for (const [index, { pattern, route }] of entries.entries()) {
      const other = entries.slice(0, index).find((before) => conflicts(pattern, before.pattern));
      if (other === undefined) continue;
      const both = [other.route, route].map(({ method, path }) => `${method} ${path}`);
      throw new Error(`the routes ${both.join(" and ")} of hook files are for the same requests: leave one out`);
    }
    this.#entries = entries.sort((a, b) => compareSpecificity(a.pattern, b.pattern));
  }

  /** The most specific route. As in Go, GET routes answer HEAD where no other does. */
  find(method: string, path: string, host: string): FoundRoute | null {
    if (this.#entries.length === 0) return null;
    const parts = pathParts(path);
    const found = this.#find(method, parts, host);
    return found ?? (method === "HEAD" ? this.#find("GET", parts, host) : null);
  }

  #find(method: string, parts: readonly string[], host: string): FoundRoute | null {
    for (const { pattern, route } of this.#entries) {
      if (pattern.method !== method || (pattern.host !== "" && pattern.host !== host)) continue;
      const params = matchPath(pattern, parts);
      if (params !== null) return { route, params };
    }
    return null;
  }
}
