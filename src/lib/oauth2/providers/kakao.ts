import type { OAuth2Provider, UserInfo } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

export const kakao: OAuth2Provider = {
  name: "kakao",
  displayName: "Kakao",
  authURL: "https://kauth.kakao.com/oauth/authorize",
  tokenURL: "https://kauth.kakao.com/oauth/token",
  userInfoURL: "https://kapi.kakao.com/v2/user/me",
  scopes: ["account_email", "profile_nickname", "profile_image"],
  pkce: true,
  credentials: "body",

  toProfile: (info) => ({
    id: textAt(info, "id"),
    username: textAt(info, "properties", "nickname"),
    email: hasConfirmedEmail(info) ? textAt(info, "kakao_account", "email") : "",
    avatarURL: textAt(info, "properties", "profile_image"),
  }),
};

function hasConfirmedEmail(info: UserInfo): boolean {
  return isTrueAt(info, "kakao_account", "is_email_valid") && isTrueAt(info, "kakao_account", "is_email_verified");
}
