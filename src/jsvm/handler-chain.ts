import type { Call } from "../model/route.ts";
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
    const isBeforeSignIn = link.priority < SIGN_IN_PRIORITY;
    const event = new RouteEventLink({ call, pathValues: call.params, next, isBeforeSignIn });
    await runHandler(parts, { what: link.what, handler: link.handler, event });
  };
  return next();
}
