import { exchangeByArctic } from "../exchange-code.ts";
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

  exchangeCode: (client, { code, redirectURL }) =>
    exchangeByArctic(client, ({ StartGG }) =>
      // The scopes must be told again.
      new StartGG(client.clientId, client.clientSecret, redirectURL).validateAuthorizationCode(code, SCOPES),
    ),
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
