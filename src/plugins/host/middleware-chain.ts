import { pathOf } from "../../lib/path-of.ts";
import type { Call } from "../../model/route.ts";
import type { RequestMiddleware } from "../../server/middleware/request-middleware.ts";
import type { AuthRecord } from "../app-api.ts";
import type { Middleware, MiddlewareCall } from "../define-plugin.ts";
import { recordView } from "../event/record-view.ts";
import type { LoadedPlugin } from "./loaded-plugin.ts";

interface Link {
  readonly plugin: LoadedPlugin;
  readonly handler: Middleware;
  readonly priority: number;
}

/** The middleware of all plugins. */
export class MiddlewareChain implements RequestMiddleware {
  #links: readonly Link[] = [];

  get isEmpty(): boolean {
    return this.#links.length === 0;
  }

  /** In the order of the plugins, and within it of their priorities. */
  replace(plugins: readonly LoadedPlugin[]): void {
    const links = plugins.flatMap((plugin) => plugin.registrations.middlewares.map((one) => ({ plugin, ...one })));
    this.#links = links.toSorted((a, b) => a.priority - b.priority);
  }

  run(call: Call, next: () => Promise<Response>): Promise<Response> {
    const links = this.#links;
    const step = async (index: number): Promise<Response> => {
      const link = links[index];
      if (link === undefined) return next();
      return link.plugin.callMiddleware(link, viewOf(call, link.plugin), () => step(index + 1));
    };
    return step(0);
  }
}

function viewOf(call: Call, { app }: LoadedPlugin): MiddlewareCall {
  return {
    app,
    request: call.request,
    path: pathOf(call.request.url),
    auth: call.auth === null ? null : (recordView(call.auth) as AuthRecord),
    clientAddress: call.clientAddress,
  };
}
