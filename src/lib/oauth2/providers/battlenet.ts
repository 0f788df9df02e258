import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const battleNet: OAuth2Provider = {
  name: "battlenet",
  displayName: "Battle.net",
  authURL: "https://oauth.battle.net/authorize",
  tokenURL: "https://oauth.battle.net/token",
  userInfoURL: "https://oauth.battle.net/userinfo",
  scopes: ["openid"],
  pkce: false,
  credentials: "body",
  toProfile: (info) => ({
    id: textAt(info, "sub"),
    username: textAt(info, "battletag"),
  }),
};
