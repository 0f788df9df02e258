import { standardProfile } from "../open-id-connect.ts";
import type { OAuth2Provider } from "../provider.ts";

export const yahoo: OAuth2Provider = {
  name: "yahoo",
  displayName: "Yahoo",
  authURL: "https://api.login.yahoo.com/oauth2/request_auth",
  tokenURL: "https://api.login.yahoo.com/oauth2/get_token",
  userInfoURL: "https://api.login.yahoo.com/openid/v1/userinfo",
  scopes: ["openid", "profile", "email"],
  pkce: false,
  credentials: "header",
  toProfile: standardProfile,
};
