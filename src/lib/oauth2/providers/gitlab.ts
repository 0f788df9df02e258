import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

export const gitlab: OAuth2Provider = {
  name: "gitlab",
  displayName: "GitLab",
  authURL: "https://gitlab.com/oauth/authorize",
  tokenURL: "https://gitlab.com/oauth/token",
  userInfoURL: "https://gitlab.com/api/v4/user",
  scopes: ["read_user"],
  pkce: true,
  credentials: "either",
  isSelfHosted: true,

  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: textAt(info, "name"),
    username: textAt(info, "username"),
    // An installation may let in users who have not confirmed their address.
    email: valueAt(info, "confirmed_at") === null ? "" : textAt(info, "email"),
    avatarURL: textAt(info, "avatar_url"),
  }),
};
