import { standardProfile } from "../open-id-connect.ts";
import type { OAuth2Provider } from "../provider.ts";

export const linkedin: OAuth2Provider = {
  name: "linkedin",
  displayName: "LinkedIn",
  authURL: "https://www.linkedin.com/oauth/v2/authorization",
  tokenURL: "https://www.linkedin.com/oauth/v2/accessToken",
  userInfoURL: "https://api.linkedin.com/v2/userinfo",
  scopes: ["openid", "profile", "email"],
  pkce: false,
  credentials: "body",
  toProfile: standardProfile,
};
