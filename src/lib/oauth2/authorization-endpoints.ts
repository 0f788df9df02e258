/** Where a provider asks its users, and what for. */
export interface AuthorizationEndpoint {
  /** Empty where it is the installation's to name. */
  readonly url: string;
  readonly scopes: readonly string[];
  /** Whether the provider knows PKCE (RFC 7636). */
  readonly pkce: boolean;
  /** Further parameters of the request. */
  readonly parameters?: Readonly<Record<string, string>>;
}

const OPENID: AuthorizationEndpoint = { url: "", scopes: ["openid", "email", "profile"], pkce: true };
const GOOGLE_SCOPE = "https://www.googleapis.com/auth/userinfo";

/** By the names that the providers have in the options of collections. */
export const AUTHORIZATION_ENDPOINTS: ReadonlyMap<string, AuthorizationEndpoint> = new Map(
  Object.entries<AuthorizationEndpoint>({
    apple: {
      url: "https://appleid.apple.com/auth/authorize",
      scopes: ["name", "email"],
      pkce: true,
      parameters: { response_mode: "form_post" },
    },
    bitbucket: { url: "https://bitbucket.org/site/oauth2/authorize", scopes: ["account"], pkce: false },
    box: { url: "https://account.box.com/api/oauth2/authorize", scopes: ["root_readonly"], pkce: true },
    discord: { url: "https://discord.com/api/oauth2/authorize", scopes: ["identify", "email"], pkce: true },
    facebook: { url: "https://www.facebook.com/v3.2/dialog/oauth", scopes: ["email"], pkce: true },
    gitea: { url: "https://gitea.com/login/oauth/authorize", scopes: ["read:user", "user:email"], pkce: true },
    gitee: { url: "https://gitee.com/oauth/authorize", scopes: ["user_info", "emails"], pkce: true },
    github: { url: "https://github.com/login/oauth/authorize", scopes: ["read:user", "user:email"], pkce: true },
    gitlab: { url: "https://gitlab.com/oauth/authorize", scopes: ["read_user"], pkce: true },
    google: {
      url: "https://accounts.google.com/o/oauth2/v2/auth",
      scopes: [`${GOOGLE_SCOPE}.profile`, `${GOOGLE_SCOPE}.email`],
      pkce: true,
    },
    instagram2: {
      url: "https://www.instagram.com/oauth/authorize",
      scopes: ["instagram_business_basic"],
      pkce: true,
    },
    kakao: {
      url: "https://kauth.kakao.com/oauth/authorize",
      scopes: ["account_email", "profile_nickname", "profile_image"],
      pkce: true,
    },
    lark: { url: "https://accounts.feishu.cn/open-apis/authen/v1/authorize", scopes: [], pkce: true },
    linear: { url: "https://linear.app/oauth/authorize", scopes: ["read"], pkce: false },
    livechat: { url: "https://accounts.livechat.com/", scopes: [], pkce: true },
    mailcow: { url: "", scopes: ["profile"], pkce: true },
    microsoft: {
      url: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
      scopes: ["User.Read"],
      pkce: true,
    },
    monday: { url: "https://auth.monday.com/oauth2/authorize", scopes: ["me:read"], pkce: true },
    notion: { url: "https://api.notion.com/v1/oauth/authorize", scopes: [], pkce: true },
    patreon: { url: "https://www.patreon.com/oauth2/authorize", scopes: ["identity", "identity[email]"], pkce: true },
    planningcenter: { url: "https://api.planningcenteronline.com/oauth/authorize", scopes: ["people"], pkce: true },
    spotify: { url: "https://accounts.spotify.com/authorize", scopes: ["user-read-private"], pkce: true },
    strava: { url: "https://www.strava.com/oauth/authorize", scopes: ["profile:read_all"], pkce: true },
    trakt: { url: "https://trakt.tv/oauth/authorize", scopes: [], pkce: true },
    twitch: { url: "https://id.twitch.tv/oauth2/authorize", scopes: ["user:read:email"], pkce: true },
    twitter: {
      url: "https://x.com/i/oauth2/authorize",
      scopes: ["users.read", "users.email", "tweet.read"],
      pkce: true,
    },
    vk: { url: "https://oauth.vk.com/authorize", scopes: ["email"], pkce: false },
    wakatime: { url: "https://wakatime.com/oauth/authorize", scopes: ["email"], pkce: true },
    yandex: {
      url: "https://oauth.yandex.com/authorize",
      scopes: ["login:email", "login:avatar", "login:info"],
      pkce: true,
    },
    oidc: OPENID,
    oidc2: OPENID,
    oidc3: OPENID,
  }),
);
