import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const lichess: OAuth2Provider = {
  name: "lichess",
  displayName: "Lichess",
  authURL: "https://lichess.org/oauth",
  tokenURL: "https://lichess.org/api/token",
  userInfoURL: "https://lichess.org/api/account",
  scopes: ["preference:read"],
  pkce: true,
  credentials: "none",
  toProfile: (info) => ({
    id: textAt(info, "id"),
    username: textAt(info, "username"),
  }),
};
