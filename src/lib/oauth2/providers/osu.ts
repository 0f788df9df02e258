import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const osu: OAuth2Provider = {
  name: "osu",
  displayName: "osu!",
  authURL: "https://osu.ppy.sh/oauth/authorize",
  tokenURL: "https://osu.ppy.sh/oauth/token",
  userInfoURL: "https://osu.ppy.sh/api/v2/me",
  scopes: ["identify", "public"],
  pkce: false,
  credentials: "body",
  toProfile: (info) => ({
    id: textAt(info, "id"),
    username: textAt(info, "username"),
    avatarURL: textAt(info, "avatar_url"),
  }),
};
