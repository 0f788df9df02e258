import { standardProfile } from "../open-id-connect.ts";
import type { OAuth2Provider } from "../provider.ts";

export const slack: OAuth2Provider = {
  name: "slack",
  displayName: "Slack",
  authURL: "https://slack.com/openid/connect/authorize",
  tokenURL: "https://slack.com/api/openid.connect.token",
  userInfoURL: "https://slack.com/api/openid.connect.userInfo",
  scopes: ["openid", "profile", "email"],
  pkce: false,
  credentials: "header",
  toProfile: standardProfile,
};
