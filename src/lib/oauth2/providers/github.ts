import { askAsUser } from "../fetch-json.ts";
import type { OAuth2Provider, OAuth2Session } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

export const github: OAuth2Provider = {
  name: "github",
  displayName: "GitHub",
  authURL: "https://github.com/login/oauth/authorize",
  tokenURL: "https://github.com/login/oauth/access_token",
  userInfoURL: "https://api.github.com/user",
  scopes: ["read:user", "user:email"],
  pkce: true,
  credentials: "header",

  toProfile: async (info, session) => ({
    id: textAt(info, "id"),
    name: textAt(info, "name"),
    username: textAt(info, "login"),
    email: textAt(info, "email") || (await fetchPrimaryEmail(session)),
    avatarURL: textAt(info, "avatar_url"),
  }),
};

/** The confirmed address of a user who hides it; "" where the client may not see it. */
async function fetchPrimaryEmail(session: OAuth2Session): Promise<string> {
  const { status, json } = await askAsUser(session, `${session.client.userInfoURL}/emails`);
  if (status === 401 || status === 403 || status === 404) return "";
  if (!Array.isArray(json)) throw new Error("GitHub returned no list of emails");
  const emails = json as readonly unknown[];
  return textAt(
    emails.find((email) => isTrueAt(email, "verified") && isTrueAt(email, "primary")),
    "email",
  );
}
