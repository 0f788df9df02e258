import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const workOs: OAuth2Provider = {
  name: "workos",
  displayName: "WorkOS",
  authURL: "https://api.workos.com/sso/authorize",
  tokenURL: "https://api.workos.com/sso/token",
  userInfoURL: "https://api.workos.com/sso/profile",
  scopes: [],
  pkce: true,
  credentials: "body",
  parameters: { provider: "authkit" },

  // The directories behind it belong to its customers: an address in them proves nothing to others.
  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: `${textAt(info, "first_name")} ${textAt(info, "last_name")}`.trim(),
  }),
};
