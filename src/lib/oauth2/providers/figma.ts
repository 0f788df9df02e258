import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const figma: OAuth2Provider = {
  name: "figma",
  displayName: "Figma",
  authURL: "https://www.figma.com/oauth",
  tokenURL: "https://api.figma.com/v1/oauth/token",
  userInfoURL: "https://api.figma.com/v1/me",
  scopes: ["current_user:read"],
  pkce: false,
  credentials: "header",
  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: textAt(info, "handle"),
    avatarURL: textAt(info, "img_url"),
  }),
};
