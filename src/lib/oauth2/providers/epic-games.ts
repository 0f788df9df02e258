import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const epicGames: OAuth2Provider = {
  name: "epicgames",
  displayName: "Epic Games",
  authURL: "https://www.epicgames.com/id/authorize",
  tokenURL: "https://api.epicgames.dev/epic/oauth/v2/token",
  userInfoURL: "https://api.epicgames.dev/epic/oauth/v2/userInfo",
  scopes: ["basic_profile"],
  pkce: false,
  credentials: "header",
  toProfile: (info) => ({
    id: textAt(info, "sub"),
    username: textAt(info, "preferred_username"),
  }),
};
