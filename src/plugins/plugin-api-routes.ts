import { loadedParts } from "../lib/lazy.ts";
import { badRequest, notFound } from "../lib/api-error.ts";
import type { Route } from "../model/route.ts";
import type { PluginHost } from "./host/plugin-host.ts";

const api = loadedParts(async () => (await import("./openapi.ts")).pluginApi);

/** What superusers see of the plugins; without a host only the paths. */
export function pluginApiRoutes(host: PluginHost | null): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/api/plugins",
      yields: true,
      access: "superuser",
      describe: api("list"),
      handle: (call) => call.json(host?.list() ?? []),
    },
    {
      method: "POST",
      path: "/api/plugins/:name/reload",
      access: "superuser",
      describe: api("reload"),
      async handle(call) {
        const info = (await host?.reload(call.params["name"] ?? "")) ?? null;
        if (info === null) throw notFound();
        if (info.error !== null) throw badRequest(`The plugin could not be loaded: ${info.error}`);
        return call.json(info);
      },
    },
  ];
}
