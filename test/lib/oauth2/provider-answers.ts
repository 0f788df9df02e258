/** What a provider answers, as its documentation shows it, and who that is. */
export interface ProviderAnswers {
  /** Beside the access token. */
  readonly token?: object;
  readonly user: unknown;
  /** By URL, where it is asked for more. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly profile: { id: string; name: string; username: string; email: string; avatarURL: string };
  /** Changes of `user` that tell of an account that must not sign in. */
  readonly closed?: object;
  /** Changes of `user` that leave the email in doubt. */
  readonly unverified?: object;
  /** Headers that the question for the user must have. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the request for tokens holds beside or in place of the usual; null for what it leaves out. */
  readonly form?: Readonly<Record<string, string | null>>;
}

const email = "ann@example.com";
const avatarURL = "https://example.com/ann.png";
const ann = { id: "1", name: "Ann Lee", username: "ann", email, avatarURL };

export const providerAnswers: Readonly<Record<string, ProviderAnswers>> = {
  bitbucket: {
    user: {
      uuid: "{1}",
      display_name: "Ann Lee",
      username: "ann",
      account_status: "active",
      links: { avatar: { href: avatarURL } },
    },
    more: {
      "https://api.bitbucket.org/2.0/user/emails": {
        values: [
          { email: "old@example.com", is_primary: false },
          { email, is_primary: true },
        ],
      },
    },
    profile: { ...ann, id: "{1}" },
    closed: { account_status: "inactive" },
  },
  box: {
    user: { id: "1", name: "Ann Lee", login: email, avatar_url: avatarURL, status: "active" },
    profile: { ...ann, username: "" },
    closed: { status: "inactive" },
  },
  discord: {
    user: { id: "1", username: "ann", discriminator: "1337", avatar: "abc", email, verified: true },
    profile: { ...ann, name: "ann#1337", avatarURL: "https://cdn.discordapp.com/avatars/1/abc.png" },
    unverified: { verified: false },
  },
  facebook: {
    user: { id: "1", name: "Ann Lee", email, picture: { data: { url: avatarURL } } },
    profile: { ...ann, username: "" },
  },
  gitea: {
    user: { id: 1, full_name: "Ann Lee", login: "ann", email, avatar_url: avatarURL },
    profile: ann,
  },
  gitee: {
    user: { id: 1, name: "Ann Lee", login: "ann", email: null, avatar_url: avatarURL },
    more: {
      "https://gitee.com/api/v5/emails": [
        { email: "new@example.com", state: "unconfirmed", scope: ["primary"] },
        { email, state: "confirmed", scope: ["committed", "primary"] },
      ],
    },
    profile: ann,
  },
  github: {
    user: { id: 1, name: "Ann Lee", login: "ann", email: null, avatar_url: avatarURL },
    more: {
      "https://api.github.com/user/emails": [
        { email: "new@example.com", primary: true, verified: false },
        { email, primary: true, verified: true },
      ],
    },
    profile: ann,
  },
  gitlab: {
    user: { id: 1, name: "Ann Lee", username: "ann", email, avatar_url: avatarURL, confirmed_at: "2026-01-02" },
    profile: ann,
    unverified: { confirmed_at: null },
  },
  google: {
    user: { sub: "1", name: "Ann Lee", email, email_verified: true, picture: avatarURL },
    profile: { ...ann, username: "" },
    unverified: { email_verified: false },
  },
  instagram2: {
    token: { permissions: ["instagram_business_basic"] },
    user: { user_id: "1", id: "9", name: "Ann Lee", username: "ann", profile_picture_url: avatarURL },
    profile: { ...ann, email: "" },
  },
  kakao: {
    user: {
      id: 1,
      properties: { nickname: "ann", profile_image: avatarURL },
      kakao_account: { email, is_email_valid: true, is_email_verified: true },
    },
    profile: { ...ann, name: "" },
    unverified: { kakao_account: { email, is_email_valid: false, is_email_verified: true } },
  },
  lark: {
    user: { code: 0, data: { union_id: "on_1", name: "Ann Lee", avatar_url: avatarURL } },
    profile: { ...ann, id: "on_1", username: "", email: "" },
  },
  linear: {
    user: {
      data: { viewer: { id: "1", displayName: "ann", name: "Ann Lee", email, avatarUrl: avatarURL, active: true } },
    },
    profile: ann,
    closed: { data: { viewer: { id: "1", active: false } } },
    headers: { "content-type": "application/json" },
  },
  livechat: {
    user: { account_id: "1", name: "Ann Lee", email, email_verified: true, avatar_url: avatarURL },
    profile: { ...ann, username: "" },
    unverified: { email_verified: false },
  },
  mailcow: {
    user: { id: "1", full_name: "Ann Lee", username: email, email, active: 1 },
    profile: { ...ann, avatarURL: "" },
    closed: { active: 0 },
  },
  microsoft: {
    user: { id: "1", displayName: "Ann Lee", mail: email },
    profile: { ...ann, username: "", avatarURL: "" },
  },
  monday: {
    user: {
      data: { me: { id: "1", enabled: true, name: "Ann Lee", email, is_verified: true, photo_small: avatarURL } },
    },
    profile: { ...ann, username: "" },
    closed: { data: { me: { id: "1", enabled: false } } },
    unverified: { data: { me: { id: "1", enabled: true, email, is_verified: false } } },
    headers: { "content-type": "application/json" },
  },
  notion: {
    user: { bot: { owner: { user: { id: "1", name: "Ann Lee", avatar_url: avatarURL, person: { email } } } } },
    profile: { ...ann, username: "" },
    headers: { "notion-version": "2022-06-28" },
  },
  patreon: {
    user: {
      data: {
        id: "1",
        attributes: { full_name: "Ann Lee", vanity: "ann", email, is_email_verified: true, image_url: avatarURL },
      },
    },
    profile: ann,
    unverified: { data: { id: "1", attributes: { email, is_email_verified: false } } },
  },
  planningcenter: {
    user: { data: { id: "1", attributes: { status: "active", name: "Ann Lee", avatar: avatarURL } } },
    profile: { ...ann, username: "", email: "" },
    closed: { data: { id: "1", attributes: { status: "inactive" } } },
  },
  spotify: {
    user: { id: "1", display_name: "Ann Lee", email, images: [{ url: avatarURL }] },
    profile: { ...ann, username: "", email: "" },
  },
  strava: {
    user: { id: 1, firstname: "Ann", lastname: "Lee", username: "ann", profile: avatarURL },
    profile: { ...ann, email: "" },
  },
  trakt: {
    user: {
      user: {
        username: "ann",
        name: "Ann Lee",
        ids: { slug: "ann", uuid: "1" },
        images: { avatar: { full: avatarURL } },
      },
    },
    profile: { ...ann, email: "" },
    headers: { "trakt-api-key": "client", "trakt-api-version": "2" },
  },
  twitch: {
    user: { data: [{ id: "1", login: "ann", display_name: "Ann Lee", email, profile_image_url: avatarURL }] },
    profile: ann,
    headers: { "client-id": "client" },
  },
  twitter: {
    user: { data: { id: "1", name: "Ann Lee", username: "ann", confirmed_email: email, profile_image_url: avatarURL } },
    profile: ann,
  },
  vk: {
    token: { email },
    user: { response: [{ id: 1, first_name: "Ann", last_name: "Lee", screen_name: "ann", photo_max: avatarURL }] },
    profile: ann,
  },
  wakatime: {
    user: {
      data: {
        id: "1",
        display_name: "Ann Lee",
        username: "ann",
        email,
        is_email_confirmed: true,
        photo: avatarURL,
        photo_public: true,
      },
    },
    profile: ann,
    unverified: { data: { id: "1", email, is_email_confirmed: false } },
  },
  yandex: {
    user: {
      id: "1",
      real_name: "Ann Lee",
      login: "ann",
      default_email: email,
      default_avatar_id: "7",
      is_avatar_empty: false,
    },
    profile: { ...ann, avatarURL: "https://avatars.yandex.net/get-yapic/7/islands-200" },
  },
  oidc: {
    user: { sub: "1", name: "Ann Lee", preferred_username: "ann", email, email_verified: "true", picture: avatarURL },
    profile: ann,
    unverified: { email_verified: "false" },
  },
};
