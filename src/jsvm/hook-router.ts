import {
  compareSpecificity,
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

  /** Throws for a pattern that can't be. */
  constructor(routes: readonly Route[]) {
    this.#entries = routes
      .map((route) => ({ pattern: parseRoutePattern(route.method, route.path), route }))
      .sort((a, b) => compareSpecificity(a.pattern, b.pattern));
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
