import { standardProfile } from "../open-id-connect.ts";
import type { OAuth2Provider } from "../provider.ts";

export const roblox: OAuth2Provider = {
  name: "roblox",
  displayName: "Roblox",
  authURL: "https://apis.roblox.com/oauth/v1/authorize",
  tokenURL: "https://apis.roblox.com/oauth/v1/token",
  userInfoURL: "https://apis.roblox.com/oauth/v1/userinfo",
  scopes: ["openid", "profile"],
  pkce: true,
  credentials: "header",
  toProfile: standardProfile,
};
