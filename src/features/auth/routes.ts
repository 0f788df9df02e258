import { loadedAtCall, loadedParts } from "../../lib/lazy.ts";
import type { Route } from "../../model/route.ts";

const api = loadedParts(async () => (await import("./openapi.ts")).authApi);

const base = "/api/collections/:collection";

export const authRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${base}/auth-methods`,
    ...limited("listAuthMethods"),
    repeats: true,
    handle: loadedAtCall(async () => (await import("./list-auth-methods.ts")).listAuthMethods),
  },
  {
    method: "POST",
    path: `${base}/auth-with-password`,
    ...signIn("authWithPassword"),
    repeats: true,
    handle: loadedAtCall(async () => (await import("./auth-with-password.ts")).authWithPassword),
  },
  {
    method: "POST",
    path: `${base}/auth-refresh`,
    access: "sameCollection",
    ...limited("authRefresh"),
    repeats: true,
    handle: loadedAtCall(async () => (await import("./auth-refresh.ts")).authRefresh),
  },
  {
    method: "POST",
    path: `${base}/auth-with-oauth2`,
    ...signIn("authWithOAuth2"),
    handle: loadedAtCall(async () => (await import("./auth-with-oauth2.ts")).authWithOAuth2),
  },
  {
    method: "GET",
    path: "/api/oauth2-redirect",
    handle: loadedAtCall(async () => (await import("./oauth2-redirect.ts")).oauth2Redirect),
    describe: api("oauth2Redirect"),
  },
  {
    method: "POST",
    path: "/api/oauth2-redirect",
    handle: loadedAtCall(async () => (await import("./oauth2-redirect.ts")).oauth2Redirect),
    describe: api("oauth2RedirectForm"),
  },
  {
    ...form("request-otp", "requestOTP"),
    handle: loadedAtCall(async () => (await import("./request-otp.ts")).requestOtp),
  },
  {
    method: "POST",
    path: `${base}/auth-with-otp`,
    ...signIn("authWithOTP"),
    handle: loadedAtCall(async () => (await import("./auth-with-otp.ts")).authWithOtp),
  },
  {
    ...form("request-password-reset", "requestPasswordReset"),
    handle: loadedAtCall(async () => (await import("./request-password-reset.ts")).requestPasswordReset),
  },
  {
    ...form("confirm-password-reset", "confirmPasswordReset"),
    handle: loadedAtCall(async () => (await import("./confirm-password-reset.ts")).confirmPasswordReset),
  },
  {
    ...form("request-verification", "requestVerification"),
    handle: loadedAtCall(async () => (await import("./request-verification.ts")).requestVerification),
  },
  {
    ...form("confirm-verification", "confirmVerification"),
    handle: loadedAtCall(async () => (await import("./confirm-verification.ts")).confirmVerification),
  },
  {
    ...form("request-email-change", "requestEmailChange"),
    access: "sameCollection",
    handle: loadedAtCall(async () => (await import("./request-email-change.ts")).requestEmailChange),
  },
  {
    ...form("confirm-email-change", "confirmEmailChange"),
    handle: loadedAtCall(async () => (await import("./confirm-email-change.ts")).confirmEmailChange),
  },
  {
    method: "POST",
    path: `${base}/impersonate/:id`,
    access: "superuser",
    handle: loadedAtCall(async () => (await import("./impersonate.ts")).impersonate),
    describe: api("impersonate"),
  },
];

type Operation = Parameters<typeof api>[0];

/** Rate limits know it by the name that it has in the document of the API. */
function limited(operation: Operation): Pick<Route, "rateLimitAction" | "describe"> {
  return { rateLimitAction: operation, describe: api(operation) };
}

/** Ways to sign in are limited together, too. */
function signIn(operation: Operation): Pick<Route, "rateLimitAction" | "describe"> {
  return { rateLimitAction: [operation, "auth"], describe: api(operation) };
}

/** What a client asks for by a path of its own. */
function form(name: string, operation: Operation): Pick<Route, "method" | "path" | "rateLimitAction" | "describe"> {
  return { method: "POST", path: `${base}/${name}`, ...limited(operation) };
}
