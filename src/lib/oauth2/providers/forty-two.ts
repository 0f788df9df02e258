import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const fortyTwo: OAuth2Provider = {
  name: "42",
  displayName: "42",
  authURL: "https://api.intra.42.fr/oauth/authorize",
  tokenURL: "https://api.intra.42.fr/oauth/token",
  userInfoURL: "https://api.intra.42.fr/v2/me",
  scopes: ["public"],
  pkce: false,
  credentials: "body",
  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: textAt(info, "displayname"),
    username: textAt(info, "login"),
    avatarURL: textAt(info, "image", "link"),
  }),
};
