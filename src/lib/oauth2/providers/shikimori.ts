import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const shikimori: OAuth2Provider = {
  name: "shikimori",
  displayName: "Shikimori",
  authURL: "https://shikimori.one/oauth/authorize",
  tokenURL: "https://shikimori.one/oauth/token",
  userInfoURL: "https://shikimori.one/api/users/whoami",
  scopes: [],
  pkce: false,
  credentials: "body",
  toProfile: (info) => ({
    id: textAt(info, "id"),
    username: textAt(info, "nickname"),
    avatarURL: textAt(info, "avatar"),
  }),
};
