import { Type } from "@sinclair/typebox";
import type { Route } from "../model/route.ts";
import type { HookFiles } from "./hook-files.ts";

const HookFile = Type.Object(
  {
    name: Type.String(),
    path: Type.String(),
    error: Type.Union([Type.String(), Type.Null()]),
    hooks: Type.Array(Type.String()),
    routes: Type.Array(Type.Object({ method: Type.String(), path: Type.String() })),
    middleware: Type.Integer(),
    crons: Type.Array(Type.String()),
  },
  { $id: "HookFile" },
);

/** What superusers see of PocketBase's hook files; without them only the path. */
export function hookFileRoutes(hookFiles: HookFiles | null): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/api/hook-files",
      yields: true,
      access: "superuser",
      describe: {
        id: "listHookFiles",
        summary: "Lists PocketBase's hook files, what they registered and what went wrong",
        answer: Type.Array(HookFile),
      },
      handle: (call) => call.json(hookFiles?.list() ?? []),
    },
  ];
}
