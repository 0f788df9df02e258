import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const donationAlerts: OAuth2Provider = {
  name: "donationalerts",
  displayName: "DonationAlerts",
  authURL: "https://www.donationalerts.com/oauth/authorize",
  tokenURL: "https://www.donationalerts.com/oauth/token",
  userInfoURL: "https://www.donationalerts.com/api/v1/user/oauth",
  scopes: ["oauth-user-show"],
  pkce: false,
  credentials: "body",
  toProfile: (info) => ({
    id: textAt(info, "data", "id"),
    name: textAt(info, "data", "name"),
    username: textAt(info, "data", "code"),
    avatarURL: textAt(info, "data", "avatar"),
  }),
};
