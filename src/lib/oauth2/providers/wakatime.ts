import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt, valueAt } from "../read-json.ts";

export const wakatime: OAuth2Provider = {
  name: "wakatime",
  displayName: "WakaTime",
  authURL: "https://wakatime.com/oauth/authorize",
  tokenURL: "https://wakatime.com/oauth/token",
  userInfoURL: "https://wakatime.com/api/v1/users/current",
  scopes: ["email"],
  pkce: true,
  credentials: "either",

  toProfile(info) {
    const user = valueAt(info, "data");
    return {
      id: textAt(user, "id"),
      name: textAt(user, "display_name"),
      username: textAt(user, "username"),
      email: isTrueAt(user, "is_email_confirmed") ? textAt(user, "email") : "",
      avatarURL: isTrueAt(user, "photo_public") ? textAt(user, "photo") : "",
    };
  },
};
