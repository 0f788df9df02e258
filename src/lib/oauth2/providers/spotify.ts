import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const spotify: OAuth2Provider = {
  name: "spotify",
  displayName: "Spotify",
  authURL: "https://accounts.spotify.com/authorize",
  tokenURL: "https://accounts.spotify.com/api/token",
  userInfoURL: "https://api.spotify.com/v1/me",
  scopes: ["user-read-private"],
  pkce: true,
  credentials: "header",

  // Spotify makes not sure whose address it is.
  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: textAt(info, "display_name"),
    avatarURL: textAt(info, "images", 0, "url"),
  }),
};
