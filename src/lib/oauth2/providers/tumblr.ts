import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, listAt, textAt } from "../read-json.ts";

export const tumblr: OAuth2Provider = {
  name: "tumblr",
  displayName: "Tumblr",
  authURL: "https://www.tumblr.com/oauth2/authorize",
  tokenURL: "https://api.tumblr.com/v2/oauth2/token",
  userInfoURL: "https://api.tumblr.com/v2/user/info",
  scopes: ["basic"],
  pkce: false,
  credentials: "header",

  toProfile(info) {
    // Names change; the primary blog stays.
    const blog = listAt(info, "response", "user", "blogs").find((other) => isTrueAt(other, "primary"));
    return {
      id: textAt(blog, "uuid"),
      name: textAt(blog, "title"),
      username: textAt(info, "response", "user", "name"),
    };
  },
};
