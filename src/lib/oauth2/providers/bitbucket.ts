import { askAsUser } from "../fetch-json.ts";
import type { OAuth2Provider, OAuth2Session } from "../provider.ts";
import { isTrueAt, listAt, textAt, valueAt } from "../read-json.ts";

export const bitbucket: OAuth2Provider = {
  name: "bitbucket",
  displayName: "Bitbucket",
  authURL: "https://bitbucket.org/site/oauth2/authorize",
  tokenURL: "https://bitbucket.org/site/oauth2/access_token",
  userInfoURL: "https://api.bitbucket.org/2.0/user",
  scopes: ["account"],
  pkce: false,
  credentials: "header",

  async toProfile(info, session) {
    if (textAt(info, "account_status") !== "active") throw new Error("the Bitbucket account is not active");
    return {
      id: textAt(info, "uuid"),
      name: textAt(info, "display_name"),
      username: textAt(info, "username"),
      email: await fetchPrimaryEmail(session),
      avatarURL: textAt(info, "links", "avatar", "href"),
    };
  },
};

/** "" where the client may not see it. */
async function fetchPrimaryEmail(session: OAuth2Session): Promise<string> {
  const { status, json } = await askAsUser(session, `${session.client.userInfoURL}/emails`);
  if (status >= 400) return "";
  return textAt(
    listAt(json, "values").find((email) => isTrueAt(email, "is_primary") && valueAt(email, "is_confirmed") !== false),
    "email",
  );
}
