import { pathOf } from "../lib/path-of.ts";
import type { Route } from "../model/route.ts";

/** Routes that come and go while the server runs. */
export interface DynamicRoutes {
  find(method: string, path: string, host: () => string): FoundRoute | null;
}

/** Routes that go before those of the server, in a part of what these are for. */
export interface OverridingRoutes {
  /** Whether there are any: else nothing is looked for. */
  readonly overrides: boolean;
  /** `own` is the method and the path of the route that would answer. */
  findBefore(own: string, asked: AskedRoute): FoundRoute | null;
}

export interface AskedRoute {
  readonly method: string;
  readonly path: string;
  /** Few routes are for one host: it is read for them alone. */
  readonly host: () => string;
}

export interface FoundRoute {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export function findDynamic(routes: DynamicRoutes | undefined, { method, url }: Request): FoundRoute | null {
  return routes?.find(method, pathOf(url), () => hostOf(url)) ?? null;
}

export function findBefore(routes: OverridingRoutes, own: string, { method, url }: Request): FoundRoute | null {
  return routes.findBefore(own, { method, path: pathOf(url), host: () => hostOf(url) });
}

/** The dispatcher refuses a malformed one. */
function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? "";
}
