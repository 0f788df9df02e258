import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const strava: OAuth2Provider = {
  name: "strava",
  displayName: "Strava",
  authURL: "https://www.strava.com/oauth/authorize",
  tokenURL: "https://www.strava.com/api/v3/oauth/token",
  userInfoURL: "https://www.strava.com/api/v3/athlete",
  scopes: ["profile:read_all"],
  pkce: true,
  credentials: "body",

  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: `${textAt(info, "firstname")} ${textAt(info, "lastname")}`,
    username: textAt(info, "username"),
    avatarURL: textAt(info, "profile"),
  }),
};
