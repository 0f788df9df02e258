import { standardProfile } from "../open-id-connect.ts";
import type { OAuth2Provider } from "../provider.ts";

export const polar: OAuth2Provider = {
  name: "polar",
  displayName: "Polar",
  authURL: "https://polar.sh/oauth2/authorize",
  tokenURL: "https://api.polar.sh/v1/oauth2/token",
  userInfoURL: "https://api.polar.sh/v1/oauth2/userinfo",
  scopes: ["openid", "profile", "email"],
  pkce: true,
  credentials: "body",
  toProfile: standardProfile,
};
