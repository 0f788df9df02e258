import { apple } from "./providers/apple.ts";
import { bitbucket } from "./providers/bitbucket.ts";
import { box } from "./providers/box.ts";
import { discord } from "./providers/discord.ts";
import { facebook } from "./providers/facebook.ts";
import { gitea } from "./providers/gitea.ts";
import { gitee } from "./providers/gitee.ts";
import { github } from "./providers/github.ts";
import { gitlab } from "./providers/gitlab.ts";
import { google } from "./providers/google.ts";
import { instagram } from "./providers/instagram.ts";
import { kakao } from "./providers/kakao.ts";
import { lark } from "./providers/lark.ts";
import { linear } from "./providers/linear.ts";
import { livechat } from "./providers/livechat.ts";
import { mailcow } from "./providers/mailcow.ts";
import { microsoft } from "./providers/microsoft.ts";
import { monday } from "./providers/monday.ts";
import { notion } from "./providers/notion.ts";
import { patreon } from "./providers/patreon.ts";
import { planningCenter } from "./providers/planning-center.ts";
import { spotify } from "./providers/spotify.ts";
import { strava } from "./providers/strava.ts";
import { trakt } from "./providers/trakt.ts";
import { twitch } from "./providers/twitch.ts";
import { twitter } from "./providers/twitter.ts";
import { vk } from "./providers/vk.ts";
import { wakatime } from "./providers/wakatime.ts";
import { yandex } from "./providers/yandex.ts";
import { oidcProviders } from "./providers/oidc.ts";
import type { OAuth2Provider } from "./provider.ts";

/** All providers by name, those for any OpenID Connect server last. A new one is a file under providers/ and a line here. */
export const oauth2Providers: readonly OAuth2Provider[] = [
  apple,
  bitbucket,
  box,
  discord,
  facebook,
  gitea,
  gitee,
  github,
  gitlab,
  google,
  instagram,
  kakao,
  lark,
  linear,
  livechat,
  mailcow,
  microsoft,
  monday,
  notion,
  patreon,
  planningCenter,
  spotify,
  strava,
  trakt,
  twitch,
  twitter,
  vk,
  wakatime,
  yandex,
  ...oidcProviders,
];

const byName: ReadonlyMap<string, OAuth2Provider> = new Map(
  oauth2Providers.map((provider) => [provider.name, provider]),
);

export function findOAuth2Provider(name: string): OAuth2Provider | undefined {
  return byName.get(name);
}
