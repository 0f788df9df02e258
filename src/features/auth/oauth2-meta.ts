import { isObject } from "../../lib/oauth2/fetch-json.ts";
import type { OAuth2User } from "../../lib/oauth2/fetch-user.ts";

/** What a sign-in by OAuth2 answers beside the record, in PocketBase's order. */
export function oauth2Meta(user: OAuth2User, isNew: boolean): object {
  return {
    expiry: user.expiry,
    rawUser: sorted(user.rawUser),
    id: user.id,
    name: user.name,
    username: user.username,
    email: user.email,
    avatarURL: user.avatarURL,
    accessToken: user.accessToken,
    refreshToken: user.refreshToken,
    // As clients of before v0.23 know it.
    avatarUrl: user.avatarURL,
    isNew,
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
