import { fetchUserInfo } from "../fetch-json.ts";
import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const etsy: OAuth2Provider = {
  name: "etsy",
  displayName: "Etsy",
  authURL: "https://www.etsy.com/oauth/connect",
  tokenURL: "https://api.etsy.com/v3/public/oauth/token",
  userInfoURL: "https://openapi.etsy.com/v3/application/users/me",
  scopes: ["shops_r"],
  pkce: true,
  credentials: "none",

  fetchUserInfo: (session) => fetchUserInfo(session, { headers: { "x-api-key": session.client.clientId } }),
  // Etsy tells no more than the id.
  toProfile: (info) => ({ id: textAt(info, "user_id") }),
};
