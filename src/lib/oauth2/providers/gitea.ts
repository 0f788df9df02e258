import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const gitea: OAuth2Provider = {
  name: "gitea",
  displayName: "Gitea",
  authURL: "https://gitea.com/login/oauth/authorize",
  tokenURL: "https://gitea.com/login/oauth/access_token",
  userInfoURL: "https://gitea.com/api/v1/user",
  scopes: ["read:user", "user:email"],
  pkce: true,
  credentials: "either",
  isSelfHosted: true,

  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: textAt(info, "full_name"),
    username: textAt(info, "login"),
    email: textAt(info, "email"),
    avatarURL: textAt(info, "avatar_url"),
  }),
};
