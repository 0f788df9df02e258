import { standardProfile } from "../open-id-connect.ts";
import type { OAuth2Provider } from "../provider.ts";

export const line: OAuth2Provider = {
  name: "line",
  displayName: "LINE",
  authURL: "https://access.line.me/oauth2/v2.1/authorize",
  tokenURL: "https://api.line.me/oauth2/v2.1/token",
  userInfoURL: "https://api.line.me/oauth2/v2.1/userinfo",
  scopes: ["openid", "profile"],
  pkce: true,
  credentials: "body",
  toProfile: standardProfile,
};
