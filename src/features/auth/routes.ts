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
  {
    method: "POST",
    path: `${base}/auth-with-oauth2`,
    rateLimitAction: ["authWithOAuth2", "auth"],
    handle: authWithOAuth2,
  },
  { method: "GET", path: "/api/oauth2-redirect", handle: oauth2Redirect },
  { method: "POST", path: "/api/oauth2-redirect", handle: oauth2Redirect },
  post("request-otp", "requestOTP", requestOtp),
  { method: "POST", path: `${base}/auth-with-otp`, rateLimitAction: ["authWithOTP", "auth"], handle: authWithOtp },
  post("request-password-reset", "requestPasswordReset", requestPasswordReset),
  post("confirm-password-reset", "confirmPasswordReset", confirmPasswordReset),
  post("request-verification", "requestVerification", requestVerification),
  post("confirm-verification", "confirmVerification", confirmVerification),
  { ...post("request-email-change", "requestEmailChange", requestEmailChange), access: "sameCollection" },
  post("confirm-email-change", "confirmEmailChange", confirmEmailChange),
  { method: "POST", path: `${base}/impersonate/:id`, access: "superuser", handle: impersonate },
];

function post(name: string, rateLimitAction: string, handle: Route["handle"]): Route {
  return { method: "POST", path: `${base}/${name}`, rateLimitAction, handle };
}
