import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const dribbble: OAuth2Provider = {
  name: "dribbble",
  displayName: "Dribbble",
  authURL: "https://dribbble.com/oauth/authorize",
  tokenURL: "https://dribbble.com/oauth/token",
  userInfoURL: "https://api.dribbble.com/v2/user",
  scopes: ["public"],
  pkce: false,
  credentials: "body",
  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: textAt(info, "name"),
    username: textAt(info, "login"),
    avatarURL: textAt(info, "avatar_url"),
  }),
};
