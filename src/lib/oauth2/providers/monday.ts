import { fetchUserInfo } from "../fetch-json.ts";
import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt, valueAt } from "../read-json.ts";

export const monday: OAuth2Provider = {
  name: "monday",
  displayName: "monday.com",
  authURL: "https://auth.monday.com/oauth2/authorize",
  tokenURL: "https://auth.monday.com/oauth2/token",
  userInfoURL: "https://api.monday.com/v2",
  scopes: ["me:read"],
  pkce: true,
  credentials: "either",

  fetchUserInfo: (session) =>
    fetchUserInfo(session, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ me { id enabled name email is_verified photo_small } }" }),
    }),
  toProfile(info) {
    const me = valueAt(info, "data", "me");
    if (!isTrueAt(me, "enabled")) throw new Error("the monday.com account is not enabled");
    return {
      id: textAt(me, "id"),
      name: textAt(me, "name"),
      email: isTrueAt(me, "is_verified") ? textAt(me, "email") : "",
      avatarURL: textAt(me, "photo_small"),
    };
  },
};
