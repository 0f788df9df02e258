import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

export const discord: OAuth2Provider = {
  name: "discord",
  displayName: "Discord",
  authURL: "https://discord.com/api/oauth2/authorize",
  tokenURL: "https://discord.com/api/oauth2/token",
  userInfoURL: "https://discord.com/api/users/@me",
  scopes: ["identify", "email"],
  pkce: true,
  credentials: "header",

  toProfile(info) {
    const [id, username, avatar] = [textAt(info, "id"), textAt(info, "username"), textAt(info, "avatar")];
    return {
      id,
      name: `${username}#${textAt(info, "discriminator")}`,
      username,
      email: isTrueAt(info, "verified") ? textAt(info, "email") : "",
      avatarURL: avatar === "" ? "" : `https://cdn.discordapp.com/avatars/${id}/${avatar}.png`,
    };
  },
};
