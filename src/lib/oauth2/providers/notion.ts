import { fetchUserInfo } from "../fetch-json.ts";
import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

export const notion: OAuth2Provider = {
  name: "notion",
  displayName: "Notion",
  authURL: "https://api.notion.com/v1/oauth/authorize",
  tokenURL: "https://api.notion.com/v1/oauth/token",
  userInfoURL: "https://api.notion.com/v1/users/me",
  scopes: [],
  pkce: true,
  credentials: "header",

  fetchUserInfo: (session) => fetchUserInfo(session, { headers: { "notion-version": "2022-06-28" } }),
  toProfile(info) {
    const user = valueAt(info, "bot", "owner", "user");
    return {
      id: textAt(user, "id"),
      name: textAt(user, "name"),
      email: textAt(user, "person", "email"),
      avatarURL: textAt(user, "avatar_url"),
    };
  },
};
