import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

export const atlassian: OAuth2Provider = {
  name: "atlassian",
  displayName: "Atlassian",
  authURL: "https://auth.atlassian.com/authorize",
  tokenURL: "https://auth.atlassian.com/oauth/token",
  userInfoURL: "https://api.atlassian.com/me",
  scopes: ["read:me"],
  pkce: false,
  credentials: "body",
  parameters: { audience: "api.atlassian.com", prompt: "consent" },
  toProfile: (info) => ({
    id: textAt(info, "account_id"),
    name: textAt(info, "name"),
    username: textAt(info, "nickname"),
    email: isTrueAt(info, "email_verified") ? textAt(info, "email") : "",
    avatarURL: textAt(info, "picture"),
  }),
};
