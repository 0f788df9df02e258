import { fetchUserInfo } from "../fetch-json.ts";
import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

export const aniList: OAuth2Provider = {
  name: "anilist",
  displayName: "AniList",
  authURL: "https://anilist.co/api/v2/oauth/authorize",
  tokenURL: "https://anilist.co/api/v2/oauth/token",
  userInfoURL: "https://graphql.anilist.co",
  scopes: [],
  pkce: false,
  credentials: "header",

  fetchUserInfo: (session) =>
    fetchUserInfo(session, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ Viewer { id name avatar { large } } }" }),
    }),
  toProfile(info) {
    const viewer = valueAt(info, "data", "Viewer");
    return {
      id: textAt(viewer, "id"),
      username: textAt(viewer, "name"),
      avatarURL: textAt(viewer, "avatar", "large"),
    };
  },
};
