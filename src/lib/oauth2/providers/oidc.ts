import { toTextList } from "../../convert.ts";
import { fetchUserInfo } from "../fetch-json.ts";
import { verifyIdToken } from "../id-token.ts";
import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

/** Any server of OpenID Connect, three times, so that a collection may have several. */
export const oidcProviders: readonly OAuth2Provider[] = ["oidc", "oidc2", "oidc3"].map(openIdConnect);

function openIdConnect(name: string): OAuth2Provider {
  return {
    name,
    displayName: "OIDC",
    authURL: "",
    tokenURL: "",
    userInfoURL: "",
    scopes: ["openid", "email", "profile"],
    pkce: true,
    credentials: "either",
    isSelfHosted: true,
    async fetchUserInfo(session) {
      const { client, tokens } = session;
      if (client.userInfoURL !== "") return fetchUserInfo(session);
      // Without an endpoint for users, the ID token says who it is.
      return verifyIdToken(textAt(tokens.data, "id_token"), {
        audience: client.clientId,
        issuers: toTextList(client.extra["issuers"]),
        jwksURL: textAt(client.extra, "jwksURL"),
      });
    },
    toProfile: (info) => ({
      id: textAt(info, "sub"),
      name: textAt(info, "name"),
      username: textAt(info, "preferred_username"),
      email: isTrueAt(info, "email_verified") ? textAt(info, "email") : "",
      avatarURL: textAt(info, "picture"),
    }),
  };
}
