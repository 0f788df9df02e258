import { loadedParts } from "../../lib/lazy.ts";
import type { Route } from "../../model/route.ts";
import { listStoredFiles } from "./list-stored-files.ts";
import { removeOrphans } from "./remove-orphans.ts";
import { StoreScan } from "./scan.ts";

const api = loadedParts(async () => (await import("./api.ts")).storedFilesApi);

const access = "superuser";

/** The browser of stored files. Not in PocketBase. */
export function storedFilesRoutes(): readonly Route[] {
  const scan = new StoreScan();
  return [
    {
      method: "GET",
      path: "/api/stored-files",
      yields: true,
      access,
      // The dashboard asks page after page, which is no news.
      skipSuccessLog: true,
      handle: (call) => listStoredFiles(call, scan),
      describe: api("list"),
    },
    {
      method: "POST",
      path: "/api/stored-files/remove-orphans",
      access,
      handle: removeOrphans,
      describe: api("removeOrphans"),
    },
  ];
}
