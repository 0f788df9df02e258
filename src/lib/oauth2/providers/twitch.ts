import { fetchUserInfo } from "../fetch-json.ts";
import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

export const twitch: OAuth2Provider = {
  name: "twitch",
  displayName: "Twitch",
  authURL: "https://id.twitch.tv/oauth2/authorize",
  tokenURL: "https://id.twitch.tv/oauth2/token",
  userInfoURL: "https://api.twitch.tv/helix/users",
  scopes: ["user:read:email"],
  pkce: true,
  credentials: "body",

  fetchUserInfo: (session) => fetchUserInfo(session, { headers: { "client-id": session.client.clientId } }),
  toProfile(info) {
    const user = valueAt(info, "data", 0);
    return {
      id: textAt(user, "id"),
      name: textAt(user, "display_name"),
      username: textAt(user, "login"),
      email: textAt(user, "email"),
      avatarURL: textAt(user, "profile_image_url"),
    };
  },
};
