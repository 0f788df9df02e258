import { formatDate } from "../dates.ts";
import { fetchUserInfo } from "./fetch-json.ts";
import type { OAuth2Client, OAuth2Provider, OAuth2Tokens, UserInfo } from "./provider.ts";

/** A user of a provider, under the names that clients see it by. */
export interface OAuth2User {
  /** "" where the provider doesn't say when the access token ends. */
  readonly expiry: string;
  readonly rawUser: UserInfo;
  id: string;
  name: string;
  username: string;
  /** Only where the provider made sure that it is the user's; "" otherwise. */
  email: string;
  avatarURL: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Who the tokens are for. Rejects where the provider doesn't say, or says that the account is closed. */
export async function fetchUser(
  provider: OAuth2Provider,
  client: OAuth2Client,
  tokens: OAuth2Tokens,
): Promise<OAuth2User> {
  const session = { client, tokens };
  const info = await (provider.fetchUserInfo?.(session) ?? fetchUserInfo(session));
  const profile = await provider.toProfile(info, session);
  if (profile.id === "") throw new Error("the provider returned no id for the user");
  return {
    expiry: tokens.expires === null ? "" : formatDate(tokens.expires),
    rawUser: info,
    id: profile.id,
    name: profile.name ?? "",
    username: profile.username ?? "",
    email: profile.email ?? "",
    avatarURL: profile.avatarURL ?? "",
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
  };
}
