import type { Call } from "../model/route.ts";
import type { MiddlewarePlace } from "../server/middleware/request-middleware.ts";
import { checkSuperuserAddress } from "../server/middleware/superuser-ips.ts";
import { awaitBody } from "./await-body.ts";
import { RouteEventLink } from "./events/route-event-link.ts";
import type { HookParts } from "./hook-parts.ts";
import type { NativeRun } from "./native-middleware.ts";
import { runHandler } from "./run-handler.ts";

/** A handler or a middleware of a route. */
export type ChainLink =
  | {
      readonly kind: "script";
      readonly what: string;
      readonly handler: number;
      readonly priority: number;
      readonly id: string;
    }
  | { readonly kind: "native"; readonly run: NativeRun; readonly priority: number; readonly id: string };

/** That of PocketBase's middleware that looks at the token. */
const SIGN_IN_PRIORITY = -1020;

/** That of PocketBase's middleware that compares the address of superusers. */
const ADDRESS_PRIORITY = -1015;

/** That of PocketBase's middleware that counts requests. */
const RATE_LIMIT_PRIORITY = -1000;

/** That of middleware without a priority of its own, such as what checks who is signed in. */
const ACCESS_PRIORITY = 0;

/** Where among the checks of a request it goes. */
export function placeOf({ priority }: ChainLink): MiddlewarePlace {
  if (priority < ADDRESS_PRIORITY) return "beforeAddress";
  if (priority < RATE_LIMIT_PRIORITY) return "beforeLimits";
  return priority <= ACCESS_PRIORITY ? "beforeAccess" : "beforeRoute";
}

/** For routes of hook files with links before it: these run when the checks are done, and may sign in a superuser or change the address. */
export const addressCheck: ChainLink = {
  kind: "native",
  priority: ADDRESS_PRIORITY,
  id: "",
  run(call) {
    if (call.auth !== null) checkSuperuserAddress(call, call.auth);
  },
};

/** Lower priorities first, else as they come. Of two with one id the later takes the place of the earlier. */
export function inOrder(links: readonly ChainLink[]): ChainLink[] {
  const byId = new Map<string, ChainLink>();
  for (const link of links) if (link.id !== "") byId.set(link.id, link);
  const kept = links.filter((link) => link.id === "" || byId.get(link.id) === link);
  return kept.toSorted((a, b) => a.priority - b.priority);
}

/** Runs the links, each around those behind it, and then `last`. All share one place in the chain, as `next()` of hooks. */
export function runChain(
  parts: HookParts,
  {
    call,
    links,
    last,
  }: { readonly call: Call; readonly links: readonly ChainLink[]; readonly last: () => Promise<void> },
): Promise<void> {
  let place = 0;
  const next = async (): Promise<void> => {
    const link = links[place];
    place += 1;
    if (link === undefined) return place > links.length + 1 ? undefined : last();
    if (link.kind === "native") {
      return (await link.run(call)) === true ? undefined : next();
    }
    const source = parts.sources.get(link.handler);
    if (source !== undefined) await awaitBody(call, source);
    const isBeforeSignIn = link.priority < SIGN_IN_PRIORITY;
    const event = new RouteEventLink({ call, pathValues: call.params, next, isBeforeSignIn });
    await runHandler(parts, { what: link.what, handler: link.handler, event });
  };
  return next();
}
