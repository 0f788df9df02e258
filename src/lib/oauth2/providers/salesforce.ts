import { standardProfile } from "../open-id-connect.ts";
import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const salesforce: OAuth2Provider = {
  name: "salesforce",
  displayName: "Salesforce",
  authURL: "https://login.salesforce.com/services/oauth2/authorize",
  tokenURL: "https://login.salesforce.com/services/oauth2/token",
  userInfoURL: "https://login.salesforce.com/services/oauth2/userinfo",
  scopes: ["openid", "profile", "email"],
  pkce: true,
  credentials: "header",

  // Its `sub` is a URL that changes with the host.
  toProfile: (info) => ({ ...standardProfile(info), id: textAt(info, "user_id") }),
};
