import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const facebook: OAuth2Provider = {
  name: "facebook",
  displayName: "Facebook",
  authURL: "https://www.facebook.com/v3.2/dialog/oauth",
  tokenURL: "https://graph.facebook.com/v3.2/oauth/access_token",
  userInfoURL: "https://graph.facebook.com/me?fields=name,email,picture.type(large)",
  scopes: ["email"],
  pkce: true,
  credentials: "body",

  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: textAt(info, "name"),
    email: textAt(info, "email"),
    avatarURL: textAt(info, "picture", "data", "url"),
  }),
};
