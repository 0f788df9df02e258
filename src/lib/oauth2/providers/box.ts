import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const box: OAuth2Provider = {
  name: "box",
  displayName: "Box",
  authURL: "https://account.box.com/api/oauth2/authorize",
  tokenURL: "https://api.box.com/oauth2/token",
  userInfoURL: "https://api.box.com/2.0/users/me",
  scopes: ["root_readonly"],
  pkce: true,
  credentials: "body",

  toProfile(info) {
    if (textAt(info, "status") !== "active") throw new Error("the Box account is not active");
    return {
      id: textAt(info, "id"),
      name: textAt(info, "name"),
      // Box lets nobody in without a confirmed address.
      email: textAt(info, "login"),
      avatarURL: textAt(info, "avatar_url"),
    };
  },
};
