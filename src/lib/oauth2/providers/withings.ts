import { grantFields, requestTokens } from "../exchange-code.ts";
import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const withings: OAuth2Provider = {
  name: "withings",
  displayName: "Withings",
  authURL: "https://account.withings.com/oauth2_user/authorize2",
  tokenURL: "https://wbsapi.withings.net/v2/oauth2",
  userInfoURL: "",
  scopes: ["user.info"],
  pkce: false,
  credentials: "body",
  scopeSeparator: ",",

  exchangeCode: (client, grant) =>
    requestTokens(client, {
      ...grantFields({ ...grant, codeVerifier: "" }),
      action: "requesttoken",
      client_id: client.clientId,
      client_secret: client.clientSecret,
    }),
  // All that it tells of a user is the id that comes with the tokens.
  fetchUserInfo: async ({ tokens }) => ({ userid: tokens.data["userid"] }),
  toProfile: (info) => ({ id: textAt(info, "userid") }),
};
