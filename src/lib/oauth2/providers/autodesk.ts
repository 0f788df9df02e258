import { standardProfile } from "../open-id-connect.ts";
import type { OAuth2Provider } from "../provider.ts";

export const autodesk: OAuth2Provider = {
  name: "autodesk",
  displayName: "Autodesk",
  authURL: "https://developer.api.autodesk.com/authentication/v2/authorize",
  tokenURL: "https://developer.api.autodesk.com/authentication/v2/token",
  userInfoURL: "https://api.userprofile.autodesk.com/userinfo",
  scopes: ["openid", "user-profile:read"],
  pkce: true,
  credentials: "header",
  toProfile: standardProfile,
};
