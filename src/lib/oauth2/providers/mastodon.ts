import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

/** For users, an installation names `/api/v1/accounts/verify_credentials` of its server. */
export const mastodon: OAuth2Provider = {
  name: "mastodon",
  displayName: "Mastodon",
  authURL: "",
  tokenURL: "",
  userInfoURL: "",
  scopes: ["profile"],
  pkce: true,
  credentials: "header",
  isSelfHosted: true,
  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: textAt(info, "display_name"),
    username: textAt(info, "username"),
    avatarURL: textAt(info, "avatar"),
  }),
};
