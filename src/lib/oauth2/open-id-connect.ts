import { toTextList } from "../convert.ts";
import { later } from "../lazy.ts";
import { fetchUserInfo } from "./fetch-json.ts";
import type { OAuth2Profile, OAuth2Provider, UserInfo } from "./provider.ts";
import { isTrueAt, onlyTextAt, textAt } from "./read-json.ts";

const loadIdToken = later(() => import("./id-token.ts"));

/**
 * A server of OpenID Connect, for an installation that names its addresses. Where it names none for users, the ID token says who
 * it is: `extra` may have the address of the keys that it is checked with (`jwksURL`) and a list of `issuers`.
 */
export function openIdConnect(name: string, displayName: string): OAuth2Provider {
  return {
    name,
    displayName,
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
      const { verifyIdToken } = await loadIdToken();
      return verifyIdToken(textAt(tokens.data, "id_token"), {
        audience: client.clientId,
        issuers: toTextList(client.extra["issuers"]),
        jwksURL: textAt(client.extra, "jwksURL"),
        signal: client.signal,
      });
    },
    toProfile: standardProfile,
  };
}

/** The standard claims (OpenID Connect, 5.1; `sub` is a text). An email counts only where the provider has verified it. */
export function standardProfile(claims: UserInfo): OAuth2Profile {
  return {
    id: onlyTextAt(claims, "sub"),
    name: textAt(claims, "name"),
    username: textAt(claims, "preferred_username"),
    email: isTrueAt(claims, "email_verified") ? textAt(claims, "email") : "",
    avatarURL: textAt(claims, "picture"),
  };
}
