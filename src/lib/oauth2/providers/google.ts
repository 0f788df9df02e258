import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

export const google: OAuth2Provider = {
  name: "google",
  displayName: "Google",
  authURL: "https://accounts.google.com/o/oauth2/v2/auth",
  tokenURL: "https://oauth2.googleapis.com/token",
  userInfoURL: "https://www.googleapis.com/oauth2/v3/userinfo",
  scopes: ["https://www.googleapis.com/auth/userinfo.profile", "https://www.googleapis.com/auth/userinfo.email"],
  pkce: true,
  credentials: "header",

  toProfile: (info) => ({
    id: textAt(info, "sub"),
    name: textAt(info, "name"),
    email: isTrueAt(info, "email_verified") ? textAt(info, "email") : "",
    avatarURL: textAt(info, "picture"),
  }),
};
