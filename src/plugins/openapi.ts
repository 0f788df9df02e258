import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../model/route-description.ts";

const Plugin = Type.Object(
  {
    name: Type.String(),
    path: Type.String(),
    state: Type.Union([Type.Literal("loaded"), Type.Literal("failed")]),
    error: Type.Union([Type.String(), Type.Null()]),
    loadedAt: Type.String(),
    hooks: Type.Array(Type.String()),
    routes: Type.Array(Type.Object({ method: Type.String(), path: Type.String() })),
    middleware: Type.Integer(),
    crons: Type.Array(Type.String()),
  },
  { $id: "Plugin" },
);

/** What the document of the API says of the plugin routes. */
export const pluginApi = {
  list: {
    id: "listPlugins",
    summary: "Lists the plugins with what they registered and their errors",
    answer: Type.Array(Plugin),
  },
  reload: { id: "reloadPlugin", summary: "Reloads a plugin", answer: Plugin, errors: [400] },
} satisfies Record<string, RouteDescription>;
