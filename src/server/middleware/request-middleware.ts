import type { Call, Route } from "../../model/route.ts";

/** What runs around each request, from the check of who it is to its answer. */
export interface RequestMiddleware {
  /** Nothing is to be run: the common case costs nothing. */
  readonly isEmpty: boolean;
  /** `next` answers errors too. */
  run(call: Call, next: () => Promise<Response>): Promise<Response>;
}

/** What hook files have at each place around the checks of a request. Each `next` throws errors. */
export interface PlacedMiddleware {
  /** Before the address of a superuser is checked. */
  readonly beforeAddress: RequestMiddleware;
  readonly beforeLimits: RequestMiddleware;
  /** Behind the rate limits and the size of the body. */
  readonly beforeAccess: RequestMiddleware;
  readonly beforeRoute: RequestMiddleware;
}

export type MiddlewarePlace = keyof PlacedMiddleware;

/** Null where nothing is to be run. */
export function middlewareAt(
  place: MiddlewarePlace,
  route: Route | null,
  placed: PlacedMiddleware | undefined,
): RequestMiddleware | null {
  if (placed === undefined || placed[place].isEmpty) return null;
  // As PocketBase's, it has nothing to do with paths that nothing answers.
  if (route === null || route.runsMiddleware === "all") return null;
  const isLate = place === "beforeAccess" || place === "beforeRoute";
  return isLate && route.runsMiddleware === "late" ? null : placed[place];
}
