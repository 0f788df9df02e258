import type { Route } from "../model/route.ts";

const HEADERS = { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache" };

/** The script by which PocketBase's dashboard loads extensions. There are none, so it is empty. */
export const extensionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/_/extensions.js",
    skipSuccessLog: true,
    handle: () => new Response("", { headers: HEADERS }),
  },
];
