import type { Route } from "../../model/route.ts";
import { createFileToken } from "./create-file-token.ts";
import { downloadFile } from "./download-file.ts";
import { fileApi } from "./openapi.ts";

export const fileRoutes: readonly Route[] = [
  { method: "POST", path: "/api/files/token", access: "auth", handle: createFileToken, describe: fileApi.token },
  {
    method: "GET",
    path: "/api/files/:collection/:record/:name",
    rateLimitAction: "file",
    mayBeFramed: true,
    handle: downloadFile,
    describe: fileApi.download,
  },
];
