import { fetchUserInfo } from "../fetch-json.ts";
import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

export const dropbox: OAuth2Provider = {
  name: "dropbox",
  displayName: "Dropbox",
  authURL: "https://www.dropbox.com/oauth2/authorize",
  tokenURL: "https://api.dropboxapi.com/oauth2/token",
  userInfoURL: "https://api.dropboxapi.com/2/users/get_current_account",
  scopes: ["account_info.read"],
  pkce: true,
  credentials: "header",

  fetchUserInfo: (session) => fetchUserInfo(session, { method: "POST" }),
  toProfile(info) {
    if (isTrueAt(info, "disabled")) throw new Error("the Dropbox account is disabled");
    return {
      id: textAt(info, "account_id"),
      name: textAt(info, "name", "display_name"),
      email: isTrueAt(info, "email_verified") ? textAt(info, "email") : "",
      avatarURL: textAt(info, "profile_photo_url"),
    };
  },
};
