import { fetchUserInfo } from "../fetch-json.ts";
import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

export const trakt: OAuth2Provider = {
  name: "trakt",
  displayName: "Trakt",
  authURL: "https://trakt.tv/oauth/authorize",
  tokenURL: "https://api.trakt.tv/oauth/token",
  userInfoURL: "https://api.trakt.tv/users/settings",
  scopes: [],
  pkce: true,
  credentials: "either",

  fetchUserInfo: (session) =>
    fetchUserInfo(session, {
      headers: {
        "content-type": "application/json",
        "trakt-api-key": session.client.clientId,
        "trakt-api-version": "2",
      },
    }),
  toProfile(info) {
    const user = valueAt(info, "user");
    return {
      id: textAt(user, "ids", "uuid"),
      name: textAt(user, "name"),
      username: textAt(user, "username"),
      avatarURL: textAt(user, "images", "avatar", "full"),
    };
  },
};
