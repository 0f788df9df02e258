import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const tiltify: OAuth2Provider = {
  name: "tiltify",
  displayName: "Tiltify",
  authURL: "https://v5api.tiltify.com/oauth/authorize",
  tokenURL: "https://v5api.tiltify.com/oauth/token",
  userInfoURL: "https://v5api.tiltify.com/api/public/current-user",
  scopes: ["public"],
  pkce: false,
  credentials: "body",
  toProfile: (info) => ({
    id: textAt(info, "data", "id"),
    username: textAt(info, "data", "username"),
    avatarURL: textAt(info, "data", "avatar", "src"),
  }),
};
