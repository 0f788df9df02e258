import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

export const twitter: OAuth2Provider = {
  name: "twitter",
  displayName: "Twitter",
  authURL: "https://x.com/i/oauth2/authorize",
  tokenURL: "https://api.x.com/2/oauth2/token",
  userInfoURL: "https://api.x.com/2/users/me?user.fields=id,name,username,profile_image_url,confirmed_email",
  scopes: ["users.read", "users.email", "tweet.read"],
  pkce: true,
  credentials: "header",

  toProfile(info) {
    const user = valueAt(info, "data");
    return {
      id: textAt(user, "id"),
      name: textAt(user, "name"),
      username: textAt(user, "username"),
      email: textAt(user, "confirmed_email"),
      avatarURL: textAt(user, "profile_image_url"),
    };
  },
};
