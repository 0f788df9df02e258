import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt, valueAt } from "../read-json.ts";

export const patreon: OAuth2Provider = {
  name: "patreon",
  displayName: "Patreon",
  authURL: "https://www.patreon.com/oauth2/authorize",
  tokenURL: "https://www.patreon.com/api/oauth2/token",
  userInfoURL:
    "https://www.patreon.com/api/oauth2/v2/identity?fields%5Buser%5D=full_name,email,vanity,image_url,is_email_verified",
  scopes: ["identity", "identity[email]"],
  pkce: true,
  credentials: "body",

  toProfile(info) {
    const user = valueAt(info, "data", "attributes");
    return {
      id: textAt(info, "data", "id"),
      name: textAt(user, "full_name"),
      username: textAt(user, "vanity"),
      email: isTrueAt(user, "is_email_verified") ? textAt(user, "email") : "",
      avatarURL: textAt(user, "image_url"),
    };
  },
};
