import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const myAnimeList: OAuth2Provider = {
  name: "myanimelist",
  displayName: "MyAnimeList",
  authURL: "https://myanimelist.net/v1/oauth2/authorize",
  tokenURL: "https://myanimelist.net/v1/oauth2/token",
  userInfoURL: "https://api.myanimelist.net/v2/users/@me",
  scopes: [],
  pkce: true,
  credentials: "header",
  // The only method that it knows.
  pkceMethod: "plain",
  toProfile: (info) => ({
    id: textAt(info, "id"),
    username: textAt(info, "name"),
    avatarURL: textAt(info, "picture"),
  }),
};
