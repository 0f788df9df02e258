import { fetchUserInfo } from "../fetch-json.ts";
import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

/** The 2 in its name tells it from an earlier interface of Instagram that is gone. */
export const instagram: OAuth2Provider = {
  name: "instagram2",
  displayName: "Instagram",
  authURL: "https://www.instagram.com/oauth/authorize",
  tokenURL: "https://api.instagram.com/oauth/access_token",
  userInfoURL:
    "https://graph.instagram.com/me?fields=id,username,account_type,user_id,name,profile_picture_url,followers_count,follows_count,media_count",
  scopes: ["instagram_business_basic"],
  pkce: true,
  credentials: "body",

  async fetchUserInfo(session) {
    const info = await fetchUserInfo(session);
    const { permissions } = session.tokens.data;
    return permissions === undefined ? info : { permissions, ...info };
  },
  toProfile: (info) => ({
    id: textAt(info, "user_id"),
    name: textAt(info, "name"),
    username: textAt(info, "username"),
    avatarURL: textAt(info, "profile_picture_url"),
  }),
};
