import type { Route } from "../../model/route.ts";
import { authRefresh } from "./auth-refresh.ts";
import { authWithPassword } from "./auth-with-password.ts";
import { listAuthMethods } from "./list-auth-methods.ts";

const base = "/api/collections/:collection";

export const authRoutes: readonly Route[] = [
  { method: "GET", path: `${base}/auth-methods`, rateLimitAction: "listAuthMethods", handle: listAuthMethods },
  {
    method: "POST",
    path: `${base}/auth-with-password`,
    rateLimitAction: ["authWithPassword", "auth"],
    handle: authWithPassword,
  },
  {
    method: "POST",
    path: `${base}/auth-refresh`,
    access: "sameCollection",
    rateLimitAction: "authRefresh",
    handle: authRefresh,
  },
];
