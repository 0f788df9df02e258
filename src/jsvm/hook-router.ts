import {
  compareSpecificity,
  isExactMatch,
  matchPath,
  parseRoutePattern,
  pathParts,
  relationOf,
  type RoutePattern,
} from "../lib/route-pattern.ts";
import { escapeHtml } from "../lib/go-template/html-escape.ts";
import type { Route } from "../model/route.ts";
import type { FoundRoute } from "../plugins/routes/plugin-router.ts";
import type { AskedRoute } from "../server/late-routes.ts";
import { POCKETBASE_ROUTES } from "./pocketbase-routes.ts";

export interface HookRoute extends Route {
  /** The name of the hook file that adds it. */
  readonly file: string;
}

interface Entry {
  readonly pattern: RoutePattern;
  readonly route: HookRoute;
}

interface FoundEntry extends FoundRoute {
  readonly pattern: RoutePattern;
}

/** To the same path with a slash at its end. */
const redirectRoute: Route = {
  method: "GET",
  path: "/",
  runsMiddleware: "all",
  handle({ request: { method, url } }) {
    const { pathname, search } = new URL(url);
    const location = `${pathname}/${search}`;
    const headers = { location, "content-type": "text/html; charset=utf-8" };
    const body = method === "GET" ? `<a href="${escapeHtml(location)}">Temporary Redirect</a>.\n\n` : null;
    return new Response(body, { status: 307, headers });
  },
};

/** What a route needs to be compared with others. */
export type RoutePlace = Pick<Route, "method" | "path">;

/** Routes with Go's patterns. */
export class HookRouter {
  readonly #entries: readonly Entry[];
  /** By a route of the server itself, what goes before it. */
  readonly #overriding: ReadonlyMap<string, ReadonlySet<Route>>;

  /** Throws for a pattern that can't be, and as Go's router for a route that is for the same requests as another or PocketBase's own. */
  constructor(routes: readonly HookRoute[], serverRoutes: readonly RoutePlace[] = []) {
    const entries = routes.map((route) => ({ pattern: patternOf(route), route }));
    for (const [index, entry] of entries.entries()) {
      checkMethod(entry);
      checkOwn(entry);
      const other = entries.slice(0, index).find((before) => isConflict(entry.pattern, before.pattern));
      if (other === undefined) continue;
      const both = [other.route, entry.route].map(describeRoute);
      throw new Error(`the routes ${both.join(" and ")} are for the same requests: leave one out`);
    }
    this.#entries = entries.sort((a, b) => compareSpecificity(a.pattern, b.pattern));
    this.#overriding = overridingOf(entries, serverRoutes);
  }

  /** Whether any route goes before one of the server itself. */
  get overrides(): boolean {
    return this.#overriding.size > 0;
  }

  /**
   * The most specific route. As in Go, GET routes answer HEAD where no other does, and a path that lacks the slash at its end is
   * redirected where only that has a route.
   */
  find(method: string, path: string, host: () => string): FoundRoute | null {
    if (this.#entries.length === 0) return null;
    const parts = pathParts(path);
    const found = this.#findFor(method, parts, host);
    if (parts.at(-1) !== "" && (found === null || !isExactMatch(found.pattern, parts))) {
      const below = [...parts, ""];
      const other = this.#findFor(method, below, host);
      if (other !== null && isExactMatch(other.pattern, below)) return { route: redirectRoute, params: {} };
    }
    return found;
  }

  #findFor(method: string, parts: readonly string[], host: () => string): FoundEntry | null {
    return this.#find(method, parts, host) ?? (method === "HEAD" ? this.#find("GET", parts, host) : null);
  }

  /** The route that goes before one of the server itself, which is named by its method and path. */
  findBefore(own: string, { method, path, host }: AskedRoute): FoundRoute | null {
    const overriding = this.#overriding.get(own);
    if (overriding === undefined) return null;
    const found = this.find(method, path, host);
    return found !== null && overriding.has(found.route) ? found : null;
  }

  #find(method: string, parts: readonly string[], host: () => string): FoundEntry | null {
    for (const { pattern, route } of this.#entries) {
      if (!isForMethod(pattern, method) || (pattern.host !== "" && pattern.host !== host())) continue;
      const params = matchPath(pattern, parts);
      if (params !== null) return { route, params, pattern };
    }
    return null;
  }
}

/** Without a method of its own a route is for all but those of files, which PocketBase serves by a route with a method. */
function isForMethod(pattern: RoutePattern, method: string): boolean {
  if (pattern.method !== "") return pattern.method === method;
  return pattern.host !== "" || (method !== "GET" && method !== "HEAD");
}

function patternOf({ method, path, file }: HookRoute): RoutePattern {
  try {
    return parseRoutePattern(method, path);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function isConflict(a: RoutePattern, b: RoutePattern): boolean {
  const relation = relationOf(a, b);
  return relation === "same" || relation === "crossing";
}

/** Any other would be for some files of `pb_public`, and Go's router refuses it beside the route that serves them. */
function checkMethod({ pattern, route }: Entry): void {
  if (pattern.method !== "" || pattern.host !== "" || relationOf(pattern, ALL_FILES) === "wider") return;
  throw new Error(`the route ${route.path} of ${route.file} has no method: give one, such as GET`);
}

const ALL_FILES = parseRoutePattern("GET", "/{path...}");

function checkOwn({ pattern, route }: Entry): void {
  const own = POCKETBASE_ROUTES.find(([method, path]) => isConflict(pattern, parseRoutePattern(method, path)));
  if (own === undefined) return;
  throw new Error(
    `the route ${describeRoute(route)} is for the same requests as the server's own ${own.join(" ")}: ` +
      "choose another path, or a more specific one",
  );
}

/** A route of hook files goes before one of the server's that is not more specific. */
function overridingOf(
  entries: readonly Entry[],
  serverRoutes: readonly RoutePlace[],
): ReadonlyMap<string, ReadonlySet<Route>> {
  const all = new Map<string, ReadonlySet<Route>>();
  if (entries.length === 0) return all;
  for (const own of serverRoutes) {
    const pattern = parseRoutePattern(own.method, ownPath(own.path));
    const before = entries.filter((entry) => !["apart", "wider"].includes(relationOf(entry.pattern, pattern)));
    if (before.length > 0) all.set(nameOf(own), new Set(before.map(({ route }) => route)));
  }
  return all;
}

/** `/files/:name/*` as Go writes it. */
function ownPath(path: string): string {
  return path
    .split("/")
    .map((part) => (part === "*" ? "{path...}" : part.startsWith(":") ? `{${part.slice(1)}}` : part))
    .join("/")
    .replace(/\/$/, "/{$}");
}

function describeRoute(route: HookRoute): string {
  return `${nameOf(route)} of ${route.file}`;
}

function nameOf({ method, path }: RoutePlace): string {
  return `${method} ${path}`;
}
