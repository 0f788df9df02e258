import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const reddit: OAuth2Provider = {
  name: "reddit",
  displayName: "Reddit",
  authURL: "https://www.reddit.com/api/v1/authorize",
  tokenURL: "https://www.reddit.com/api/v1/access_token",
  userInfoURL: "https://oauth.reddit.com/api/v1/me",
  scopes: ["identity"],
  pkce: false,
  credentials: "header",

  toProfile: (info) => ({
    id: textAt(info, "id"),
    username: textAt(info, "name"),
    // With what makes HTML of it.
    avatarURL: textAt(info, "icon_img").replaceAll("&amp;", "&"),
  }),
};
