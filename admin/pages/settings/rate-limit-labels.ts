import type { CollectionModel } from "pocketbase";

const ACTIONS = ["list", "view", "create", "update", "delete", "file"];
const AUTH_ACTIONS = [
  "listAuthMethods",
  "authRefresh",
  "auth",
  "authWithPassword",
  "authWithOAuth2",
  "authWithOTP",
  "requestOTP",
  "requestPasswordReset",
  "confirmPasswordReset",
  "requestVerification",
  "confirmVerification",
  "requestEmailChange",
  "confirmEmailChange",
];
const PATHS = ["/api/", "/api/batch", "/api/files/", "/api/realtime", "GET /api/", "POST /api/"];

/** What a rule can be about: actions of all collections and of each, and paths. */
export function rateLimitLabels(collections: readonly CollectionModel[]): string[] {
  const all = [...ACTIONS, ...AUTH_ACTIONS].map((action) => `*:${action}`);
  const own = collections
    .filter(({ system }) => !system)
    .flatMap(({ name, type }) =>
      [...ACTIONS, ...(type === "auth" ? AUTH_ACTIONS : [])].map((action) => `${name}:${action}`),
    );
  return [...all, ...PATHS, ...own];
}
