import { aniList } from "./providers/anilist.ts";
import { apple } from "./providers/apple.ts";
import { atlassian } from "./providers/atlassian.ts";
import { autodesk } from "./providers/autodesk.ts";
import { battleNet } from "./providers/battlenet.ts";
import { bitbucket } from "./providers/bitbucket.ts";
import { box } from "./providers/box.ts";
import { bungie } from "./providers/bungie.ts";
import { coinbase } from "./providers/coinbase.ts";
import { discord } from "./providers/discord.ts";
import { donationAlerts } from "./providers/donation-alerts.ts";
import { dribbble } from "./providers/dribbble.ts";
import { dropbox } from "./providers/dropbox.ts";
import { epicGames } from "./providers/epic-games.ts";
import { etsy } from "./providers/etsy.ts";
import { facebook } from "./providers/facebook.ts";
import { figma } from "./providers/figma.ts";
import { fortyTwo } from "./providers/forty-two.ts";
import { gitea } from "./providers/gitea.ts";
import { gitee } from "./providers/gitee.ts";
import { github } from "./providers/github.ts";
import { gitlab } from "./providers/gitlab.ts";
import { google } from "./providers/google.ts";
import { instagram } from "./providers/instagram.ts";
import { intuit } from "./providers/intuit.ts";
import { kakao } from "./providers/kakao.ts";
import { kick } from "./providers/kick.ts";
import { lark } from "./providers/lark.ts";
import { lichess } from "./providers/lichess.ts";
import { line } from "./providers/line.ts";
import { linear } from "./providers/linear.ts";
import { linkedin } from "./providers/linkedin.ts";
import { livechat } from "./providers/livechat.ts";
import { mailcow } from "./providers/mailcow.ts";
import { mastodon } from "./providers/mastodon.ts";
import { mercadoLibre } from "./providers/mercado-libre.ts";
import { mercadoPago } from "./providers/mercado-pago.ts";
import { microsoft } from "./providers/microsoft.ts";
import { monday } from "./providers/monday.ts";
import { myAnimeList } from "./providers/my-anime-list.ts";
import { naver } from "./providers/naver.ts";
import { notion } from "./providers/notion.ts";
import { osu } from "./providers/osu.ts";
import { patreon } from "./providers/patreon.ts";
import { planningCenter } from "./providers/planning-center.ts";
import { polar } from "./providers/polar.ts";
import { reddit } from "./providers/reddit.ts";
import { roblox } from "./providers/roblox.ts";
import { salesforce } from "./providers/salesforce.ts";
import { shikimori } from "./providers/shikimori.ts";
import { slack } from "./providers/slack.ts";
import { spotify } from "./providers/spotify.ts";
import { startgg } from "./providers/startgg.ts";
import { strava } from "./providers/strava.ts";
import { tiktok } from "./providers/tiktok.ts";
import { tiltify } from "./providers/tiltify.ts";
import { trakt } from "./providers/trakt.ts";
import { tumblr } from "./providers/tumblr.ts";
import { twitch } from "./providers/twitch.ts";
import { twitter } from "./providers/twitter.ts";
import { vk } from "./providers/vk.ts";
import { wakatime } from "./providers/wakatime.ts";
import { withings } from "./providers/withings.ts";
import { workOs } from "./providers/workos.ts";
import { yahoo } from "./providers/yahoo.ts";
import { yandex } from "./providers/yandex.ts";
import { zoom } from "./providers/zoom.ts";
import { oidcProviders } from "./providers/oidc.ts";
import { selfHostedProviders } from "./providers/self-hosted.ts";
import type { OAuth2Provider } from "./provider.ts";

/** All providers, those for any server of OpenID Connect last. A new one is a file under providers/ and a line here. */
export const oauth2Providers: readonly OAuth2Provider[] = [
  fortyTwo,
  aniList,
  apple,
  atlassian,
  autodesk,
  battleNet,
  bitbucket,
  box,
  bungie,
  coinbase,
  discord,
  donationAlerts,
  dribbble,
  dropbox,
  epicGames,
  etsy,
  facebook,
  figma,
  gitea,
  gitee,
  github,
  gitlab,
  google,
  instagram,
  intuit,
  kakao,
  kick,
  lark,
  lichess,
  line,
  linear,
  linkedin,
  livechat,
  mailcow,
  mastodon,
  mercadoLibre,
  mercadoPago,
  microsoft,
  monday,
  myAnimeList,
  naver,
  notion,
  osu,
  patreon,
  planningCenter,
  polar,
  reddit,
  roblox,
  salesforce,
  shikimori,
  slack,
  spotify,
  startgg,
  strava,
  tiktok,
  tiltify,
  trakt,
  tumblr,
  twitch,
  twitter,
  vk,
  wakatime,
  withings,
  workOs,
  yahoo,
  yandex,
  zoom,
  ...selfHostedProviders,
  ...oidcProviders,
];

const byName: ReadonlyMap<string, OAuth2Provider> = new Map(
  oauth2Providers.map((provider) => [provider.name, provider]),
);

export function findOAuth2Provider(name: string): OAuth2Provider | undefined {
  return byName.get(name);
}
