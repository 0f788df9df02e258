import type { Context } from "../model/context.ts";
import { NodeRounds, performForAll } from "../model/operation/catch-up-nodes.ts";
import { repeatOutdated } from "../model/repeat-outdated.ts";
import type { Call, Route } from "../model/route.ts";

/** Performs routes, each as what it does needs it on the database that there is. */
export class RoutePerformer {
  readonly #context: Context;
  readonly #rounds: NodeRounds | null;

  constructor(context: Context) {
    const { bus, database } = context;
    this.#context = context;
    this.#rounds = database.events === null ? null : new NodeRounds(database.events, bus);
  }

  /** Without a promise where the route needs none and nothing else does. */
  perform(route: Route, call: Call): Response | Promise<Response> {
    const perform = (): Response | Promise<Response> =>
      route.repeats === true ? repeatOutdated(this.#context, () => route.handle(call)) : route.handle(call);
    return this.#rounds === null || route.method === "GET"
      ? perform()
      : performForAll(this.#context, this.#rounds, perform);
  }
}
