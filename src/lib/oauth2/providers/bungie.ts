import { fetchUserInfo } from "../fetch-json.ts";
import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

/** Needs the key of the application besides, as `apiKey` in the `extra` of its options. */
export const bungie: OAuth2Provider = {
  name: "bungie",
  displayName: "Bungie",
  authURL: "https://www.bungie.net/en/oauth/authorize",
  tokenURL: "https://www.bungie.net/platform/app/oauth/token",
  userInfoURL: "https://www.bungie.net/Platform/User/GetCurrentBungieNetUser/",
  scopes: [],
  pkce: false,
  credentials: "header",

  fetchUserInfo: (session) =>
    fetchUserInfo(session, { headers: { "x-api-key": textAt(session.client.extra, "apiKey") } }),
  toProfile(info) {
    const user = valueAt(info, "Response");
    const picture = textAt(user, "profilePicturePath");
    return {
      id: textAt(user, "membershipId"),
      name: textAt(user, "displayName"),
      username: textAt(user, "uniqueName"),
      avatarURL: picture === "" ? "" : `https://www.bungie.net${picture}`,
    };
  },
};
