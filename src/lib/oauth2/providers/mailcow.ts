import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

export const mailcow: OAuth2Provider = {
  name: "mailcow",
  displayName: "mailcow",
  authURL: "",
  tokenURL: "",
  userInfoURL: "",
  scopes: ["profile"],
  pkce: true,
  credentials: "either",
  isSelfHosted: true,

  toProfile(info) {
    if (!isTrueAt(info, "active")) throw new Error("the mailcow account is not active");
    return {
      id: textAt(info, "id"),
      name: textAt(info, "full_name"),
      // Usually an address.
      username: textAt(info, "username").split("@")[0] ?? "",
      email: textAt(info, "email"),
    };
  },
};
