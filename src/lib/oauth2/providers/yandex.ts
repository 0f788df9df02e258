import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

export const yandex: OAuth2Provider = {
  name: "yandex",
  displayName: "Yandex",
  authURL: "https://oauth.yandex.com/authorize",
  tokenURL: "https://oauth.yandex.com/token",
  userInfoURL: "https://login.yandex.ru/info",
  scopes: ["login:email", "login:avatar", "login:info"],
  pkce: true,
  credentials: "header",

  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: textAt(info, "real_name"),
    username: textAt(info, "login"),
    email: textAt(info, "default_email"),
    avatarURL: isTrueAt(info, "is_avatar_empty")
      ? ""
      : `https://avatars.yandex.net/get-yapic/${textAt(info, "default_avatar_id")}/islands-200`,
  }),
};
