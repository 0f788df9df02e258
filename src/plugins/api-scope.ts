import type { Logger } from "../lib/log.ts";
import type { Context } from "../model/context.ts";
import type { Boundary } from "./boundary.ts";

/** On whose behalf the parts of the API work. */
export interface ApiScope {
  readonly boundary: Boundary;
  readonly log: Logger;
  /** Throws where the app is not open (yet). */
  context(): Context;
}

/** Runs a part of the server for who called the API. */
export function onHost<T>(scope: ApiScope, work: (context: Context) => T): T {
  const context = scope.context();
  return scope.boundary.toHost(() => work(context));
}
