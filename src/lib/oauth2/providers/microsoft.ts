import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const microsoft: OAuth2Provider = {
  name: "microsoft",
  displayName: "Microsoft",
  authURL: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
  tokenURL: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
  userInfoURL: "https://graph.microsoft.com/v1.0/me",
  scopes: ["User.Read"],
  pkce: true,
  credentials: "either",

  toProfile: (info) => ({ id: textAt(info, "id"), name: textAt(info, "displayName"), email: textAt(info, "mail") }),
};
