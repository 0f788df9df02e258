import { fetchUserInfo } from "../fetch-json.ts";
import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt, valueAt } from "../read-json.ts";

export const linear: OAuth2Provider = {
  name: "linear",
  displayName: "Linear",
  authURL: "https://linear.app/oauth/authorize",
  tokenURL: "https://api.linear.app/oauth/token",
  userInfoURL: "https://api.linear.app/graphql",
  scopes: ["read"],
  pkce: false,
  credentials: "body",

  fetchUserInfo: (session) =>
    fetchUserInfo(session, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ viewer { id displayName name email avatarUrl active } }" }),
    }),
  toProfile(info) {
    const viewer = valueAt(info, "data", "viewer");
    if (!isTrueAt(viewer, "active")) throw new Error("the Linear account is not active");
    return {
      id: textAt(viewer, "id"),
      name: textAt(viewer, "name"),
      username: textAt(viewer, "displayName"),
      email: textAt(viewer, "email"),
      avatarURL: textAt(viewer, "avatarUrl"),
    };
  },
};
