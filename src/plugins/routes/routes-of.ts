import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Call, Route } from "../../model/route.ts";
import { staticFilesBelow } from "../../server/static-files.ts";
import type { LoadedPlugin } from "../host/loaded-plugin.ts";
import { answerRequest } from "./answer-request.ts";
import { describeRoute } from "./describe-route.ts";
import type { PluginRoutes } from "./elysia.ts";

const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

interface ElysiaRoute {
  readonly method: string;
  readonly path: string;
  readonly hooks: unknown;
}

/** The routes that a plugin registered, its folders of files among them, as routes of the server. */
export function routesOf(plugin: LoadedPlugin): Route[] {
  const { registrations, source } = plugin;
  const routes = registrations.usedRoutes;
  // What the plugin set up is compiled now, not with its first request.
  routes?.compile();
  const own = routes === null ? [] : routes.routes.map((route) => toRoute(plugin, routes, route));
  const folders = registrations.folders.flatMap(({ path, folder }): Route[] => {
    const absolute = resolve(dirname(source.path), folder);
    if (!existsSync(absolute))
      plugin.app.log.warn(`static("${path}", "${folder}"): the folder ${absolute} does not exist`);
    const below = staticFilesBelow(`/${path.replaceAll(/^\/+|\/+$/g, "")}`, absolute);
    return [below, { ...below, path: below.path.slice(0, -"/*".length) }];
  });
  return [...own, ...folders];
}

function toRoute(plugin: LoadedPlugin, routes: PluginRoutes, route: ElysiaRoute): Route {
  const { method, path } = route;
  if (method === "WS") throw new Error(`${path}: plugins have no WebSocket routes of their own; use channels`);
  if (!METHODS.has(method)) throw new Error(`${path}: a plugin's route can't have the method ${method}`);
  const { callsOf } = plugin.registrations;
  const handle = (call: Call): Promise<Response> =>
    plugin.answer(`the route ${method} ${path}`, () => answerRequest({ routes, callsOf }, call));
  const describe = describeRoute(plugin.source.name, route);
  return { method: method as Route["method"], path, handle, ...(describe === null ? {} : { describe }) };
}
