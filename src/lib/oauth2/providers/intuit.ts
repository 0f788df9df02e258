import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

export const intuit: OAuth2Provider = {
  name: "intuit",
  displayName: "Intuit",
  authURL: "https://appcenter.intuit.com/connect/oauth2",
  tokenURL: "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
  userInfoURL: "https://accounts.platform.intuit.com/v1/openid_connect/userinfo",
  scopes: ["openid", "profile", "email"],
  pkce: false,
  credentials: "header",

  toProfile: (info) => ({
    id: textAt(info, "sub"),
    name: `${textAt(info, "givenName")} ${textAt(info, "familyName")}`.trim(),
    email: isTrueAt(info, "emailVerified") ? textAt(info, "email") : "",
  }),
};
