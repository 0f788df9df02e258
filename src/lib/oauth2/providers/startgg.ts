import { grantFields, requestTokens } from "../exchange-code.ts";
import { fetchUserInfo } from "../fetch-json.ts";
import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

export const startgg: OAuth2Provider = {
  name: "startgg",
  displayName: "start.gg",
  authURL: "https://start.gg/oauth/authorize",
  tokenURL: "https://api.start.gg/oauth/access_token",
  userInfoURL: "https://api.start.gg/gql/alpha",
  scopes: ["user.identity"],
  pkce: false,
  credentials: "body",

  exchangeCode: (client, grant) =>
    requestTokens(client, {
      ...grantFields({ ...grant, codeVerifier: "" }),
      client_id: client.clientId,
      client_secret: client.clientSecret,
      // They must be named again.
      scope: SCOPES.join(" "),
    }),
  fetchUserInfo: (session) =>
    fetchUserInfo(session, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ currentUser { id slug name player { gamerTag } images { url } } }" }),
    }),
  toProfile(info) {
    const user = valueAt(info, "data", "currentUser");
    return {
      id: textAt(user, "id"),
      name: textAt(user, "name"),
      username: textAt(user, "player", "gamerTag"),
      avatarURL: textAt(user, "images", 0, "url"),
    };
  },
};

const SCOPES = ["user.identity"];
