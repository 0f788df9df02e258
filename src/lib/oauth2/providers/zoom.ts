import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

export const zoom: OAuth2Provider = {
  name: "zoom",
  displayName: "Zoom",
  authURL: "https://zoom.us/oauth/authorize",
  tokenURL: "https://zoom.us/oauth/token",
  userInfoURL: "https://api.zoom.us/v2/users/me",
  scopes: ["user:read:user"],
  pkce: true,
  credentials: "header",
  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: textAt(info, "display_name"),
    email: isTrueAt(info, "verified") ? textAt(info, "email") : "",
    avatarURL: textAt(info, "pic_url"),
  }),
};
