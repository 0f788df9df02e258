import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const coinbase: OAuth2Provider = {
  name: "coinbase",
  displayName: "Coinbase",
  authURL: "https://www.coinbase.com/oauth/authorize",
  tokenURL: "https://www.coinbase.com/oauth/token",
  userInfoURL: "https://api.coinbase.com/v2/user",
  scopes: ["wallet:user:read"],
  pkce: false,
  credentials: "body",
  toProfile: (info) => ({
    id: textAt(info, "data", "id"),
    name: textAt(info, "data", "name"),
    username: textAt(info, "data", "username"),
    avatarURL: textAt(info, "data", "avatar_url"),
  }),
};
