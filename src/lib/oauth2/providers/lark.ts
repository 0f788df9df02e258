import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

/** The addresses are those of China; elsewhere an installation names those of larksuite.com. */
export const lark: OAuth2Provider = {
  name: "lark",
  displayName: "Lark",
  authURL: "https://accounts.feishu.cn/open-apis/authen/v1/authorize",
  tokenURL: "https://open.feishu.cn/open-apis/authen/v2/oauth/token",
  userInfoURL: "https://open.feishu.cn/open-apis/authen/v1/user_info",
  scopes: [],
  pkce: true,
  credentials: "either",

  toProfile: (info) => ({
    id: textAt(info, "data", "union_id"),
    name: textAt(info, "data", "name"),
    avatarURL: textAt(info, "data", "avatar_url"),
  }),
};
