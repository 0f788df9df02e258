import { grantFields, requestTokens } from "../exchange-code.ts";
import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

export const tiktok: OAuth2Provider = {
  name: "tiktok",
  displayName: "TikTok",
  authURL: "https://www.tiktok.com/v2/auth/authorize",
  tokenURL: "https://open.tiktokapis.com/v2/oauth/token/",
  userInfoURL: "https://open.tiktokapis.com/v2/user/info/?fields=open_id,avatar_url,display_name",
  scopes: ["user.info.basic"],
  pkce: true,
  credentials: "body",
  scopeSeparator: ",",
  clientIdParameter: "client_key",

  exchangeCode: (client, grant) =>
    requestTokens(client, {
      ...grantFields(grant),
      client_key: client.clientId,
      client_secret: client.clientSecret,
    }),
  toProfile(info) {
    const user = valueAt(info, "data", "user");
    return {
      id: textAt(user, "open_id"),
      name: textAt(user, "display_name"),
      avatarURL: textAt(user, "avatar_url"),
    };
  },
};
