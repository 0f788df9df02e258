import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

export const naver: OAuth2Provider = {
  name: "naver",
  displayName: "Naver",
  authURL: "https://nid.naver.com/oauth2.0/authorize",
  tokenURL: "https://nid.naver.com/oauth2.0/token",
  userInfoURL: "https://openapi.naver.com/v1/nid/me",
  scopes: [],
  pkce: false,
  credentials: "body",

  toProfile(info) {
    const user = valueAt(info, "response");
    return {
      id: textAt(user, "id"),
      name: textAt(user, "name"),
      username: textAt(user, "nickname"),
      avatarURL: textAt(user, "profile_image"),
    };
  },
};
