import type { Route } from "../../model/route.ts";
import { authRefresh } from "./auth-refresh.ts";
import { authWithOAuth2 } from "./auth-with-oauth2.ts";
import { authWithOtp } from "./auth-with-otp.ts";
import { authWithPassword } from "./auth-with-password.ts";
import { confirmEmailChange } from "./confirm-email-change.ts";
import { confirmPasswordReset } from "./confirm-password-reset.ts";
import { confirmVerification } from "./confirm-verification.ts";
import { impersonate } from "./impersonate.ts";
import { listAuthMethods } from "./list-auth-methods.ts";
import { oauth2Redirect } from "./oauth2-redirect.ts";
import { requestEmailChange } from "./request-email-change.ts";
import { requestOtp } from "./request-otp.ts";
import { requestPasswordReset } from "./request-password-reset.ts";
import { requestVerification } from "./request-verification.ts";
import type { RouteDescription } from "../../model/route-description.ts";
import { authApi as api } from "./openapi.ts";

const base = "/api/collections/:collection";

export const authRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${base}/auth-methods`,
    rateLimitAction: "listAuthMethods",
    repeats: true,
    handle: listAuthMethods,
    describe: api.methods,
  },
  {
    method: "POST",
    path: `${base}/auth-with-password`,
    rateLimitAction: ["authWithPassword", "auth"],
    repeats: true,
    handle: authWithPassword,
    describe: api.withPassword,
  },
  {
    method: "POST",
    path: `${base}/auth-refresh`,
    access: "sameCollection",
    rateLimitAction: "authRefresh",
    repeats: true,
    handle: authRefresh,
    describe: api.refresh,
  },
  {
    method: "POST",
    path: `${base}/auth-with-oauth2`,
    rateLimitAction: ["authWithOAuth2", "auth"],
    handle: authWithOAuth2,
    describe: api.withOAuth2,
  },
  { method: "GET", path: "/api/oauth2-redirect", handle: oauth2Redirect, describe: api.redirect },
  { method: "POST", path: "/api/oauth2-redirect", handle: oauth2Redirect, describe: api.redirectForm },
  post("request-otp", api.requestOtp, requestOtp),
  {
    method: "POST",
    path: `${base}/auth-with-otp`,
    rateLimitAction: ["authWithOTP", "auth"],
    handle: authWithOtp,
    describe: api.withOtp,
  },
  post("request-password-reset", api.requestPasswordReset, requestPasswordReset),
  post("confirm-password-reset", api.confirmPasswordReset, confirmPasswordReset),
  post("request-verification", api.requestVerification, requestVerification),
  post("confirm-verification", api.confirmVerification, confirmVerification),
  { ...post("request-email-change", api.requestEmailChange, requestEmailChange), access: "sameCollection" },
  post("confirm-email-change", api.confirmEmailChange, confirmEmailChange),
  {
    method: "POST",
    path: `${base}/impersonate/:id`,
    access: "superuser",
    handle: impersonate,
    describe: api.impersonate,
  },
];

/** The rate limits know it under the name that the document of the API has for it. */
function post(name: string, describe: RouteDescription, handle: Route["handle"]): Route {
  return { method: "POST", path: `${base}/${name}`, rateLimitAction: describe.id, handle, describe };
}
