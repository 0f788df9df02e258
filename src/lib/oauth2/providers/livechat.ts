import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

export const livechat: OAuth2Provider = {
  name: "livechat",
  displayName: "LiveChat",
  authURL: "https://accounts.livechat.com/",
  tokenURL: "https://accounts.livechat.com/token",
  userInfoURL: "https://accounts.livechat.com/v2/accounts/me",
  scopes: [],
  pkce: true,
  credentials: "either",

  toProfile: (info) => ({
    id: textAt(info, "account_id"),
    name: textAt(info, "name"),
    email: isTrueAt(info, "email_verified") ? textAt(info, "email") : "",
    avatarURL: textAt(info, "avatar_url"),
  }),
};
