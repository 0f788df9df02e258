import { loadedAtCall, loadedParts } from "../../lib/lazy.ts";
import type { Route } from "../../model/route.ts";

const api = loadedParts(async () => (await import("./openapi.ts")).fileApi);

export const fileRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/api/files/token",
    access: "auth",
    handle: loadedAtCall(async () => (await import("./create-file-token.ts")).createFileToken),
    describe: api("token"),
  },
  {
    method: "GET",
    path: "/api/files/:collection/:record/:name",
    rateLimitAction: "file",
    mayBeFramed: true,
    handle: loadedAtCall(async () => (await import("./download-file.ts")).downloadFile),
    describe: api("download"),
  },
];
