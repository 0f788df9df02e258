/** A provider that users may sign in with; `name` is what options and clients call it. */
export interface OAuth2ProviderInfo {
  readonly name: string;
  readonly displayName: string;
}

/** All providers by name, the three for any OpenID Connect server last. */
export const oauth2Providers: readonly OAuth2ProviderInfo[] = [
  { name: "apple", displayName: "Apple" },
  { name: "bitbucket", displayName: "Bitbucket" },
  { name: "box", displayName: "Box" },
  { name: "discord", displayName: "Discord" },
  { name: "facebook", displayName: "Facebook" },
  { name: "gitea", displayName: "Gitea" },
  { name: "gitee", displayName: "Gitee" },
  { name: "github", displayName: "GitHub" },
  { name: "gitlab", displayName: "GitLab" },
  { name: "google", displayName: "Google" },
  { name: "instagram2", displayName: "Instagram" },
  { name: "kakao", displayName: "Kakao" },
  { name: "lark", displayName: "Lark" },
  { name: "linear", displayName: "Linear" },
  { name: "livechat", displayName: "LiveChat" },
  { name: "mailcow", displayName: "mailcow" },
  { name: "microsoft", displayName: "Microsoft" },
  { name: "monday", displayName: "monday.com" },
  { name: "notion", displayName: "Notion" },
  { name: "patreon", displayName: "Patreon" },
  { name: "planningcenter", displayName: "Planning Center" },
  { name: "spotify", displayName: "Spotify" },
  { name: "strava", displayName: "Strava" },
  { name: "trakt", displayName: "Trakt" },
  { name: "twitch", displayName: "Twitch" },
  { name: "twitter", displayName: "Twitter" },
  { name: "vk", displayName: "VK" },
  { name: "wakatime", displayName: "WakaTime" },
  { name: "yandex", displayName: "Yandex" },
  { name: "oidc", displayName: "OIDC" },
  { name: "oidc2", displayName: "OIDC" },
  { name: "oidc3", displayName: "OIDC" },
];
