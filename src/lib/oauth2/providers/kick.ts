import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const kick: OAuth2Provider = {
  name: "kick",
  displayName: "Kick",
  authURL: "https://id.kick.com/oauth/authorize",
  tokenURL: "https://id.kick.com/oauth/token",
  userInfoURL: "https://api.kick.com/public/v1/users",
  scopes: ["user:read"],
  pkce: true,
  credentials: "body",
  toProfile: (info) => ({
    id: textAt(info, "data", 0, "user_id"),
    username: textAt(info, "data", 0, "name"),
    avatarURL: textAt(info, "data", 0, "profile_picture"),
  }),
};
