import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

export const vk: OAuth2Provider = {
  name: "vk",
  displayName: "ВКонтакте",
  authURL: "https://oauth.vk.com/authorize",
  tokenURL: "https://oauth.vk.com/access_token",
  userInfoURL: "https://api.vk.com/method/users.get?fields=photo_max,screen_name&v=5.131",
  scopes: ["email"],
  pkce: false,
  credentials: "body",

  toProfile(info, { tokens }) {
    const user = valueAt(info, "response", 0);
    return {
      id: textAt(user, "id"),
      name: `${textAt(user, "first_name")} ${textAt(user, "last_name")}`.trim(),
      username: textAt(user, "screen_name"),
      // Told with the tokens alone.
      email: textAt(tokens.data, "email"),
      avatarURL: textAt(user, "photo_max"),
    };
  },
};
