import Memoirist from "memoirist";
import type { Route } from "../../model/route.ts";

export interface FoundRoute {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The routes of all plugins. They answer what no route of Baobox itself does. */
export class PluginRouter {
  #routes = new Memoirist<Route>();
  #all: readonly Route[] = [];

  /** Another array after each change. */
  get routes(): readonly Route[] {
    return this.#all;
  }

  find(method: string, path: string): FoundRoute | null {
    const found = this.#routes.find(method, path) ?? (method === "HEAD" ? this.#routes.find("GET", path) : null);
    return found === null ? null : { route: found.store, params: found.params };
  }

  /** Takes the place of all routes so far. */
  replace(routes: readonly Route[]): void {
    this.#routes = toTree(routes);
    this.#all = routes;
  }
}

function toTree(routes: readonly Route[]): Memoirist<Route> {
  const tree = new Memoirist<Route>();
  for (const route of routes) tree.add(route.method, route.path, route);
  return tree;
}

/** Tells which route of others a path would meet. */
export class TakenPaths {
  readonly #tree: Memoirist<Route>;

  constructor(routes: readonly Route[]) {
    this.#tree = toTree(routes);
  }

  /** Null where the path is free. */
  find({ method, path }: Pick<Route, "method" | "path">): Route | null {
    return this.#tree.find(method, path.replaceAll(/[:*]/g, ""))?.store ?? null;
  }
}
