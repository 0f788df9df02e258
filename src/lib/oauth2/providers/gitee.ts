import { isEmail } from "../../address-formats.ts";
import { askAsUser } from "../fetch-json.ts";
import type { OAuth2Provider, OAuth2Session } from "../provider.ts";
import { listAt, textAt } from "../read-json.ts";

export const gitee: OAuth2Provider = {
  name: "gitee",
  displayName: "Gitee",
  authURL: "https://gitee.com/oauth/authorize",
  tokenURL: "https://gitee.com/oauth/token",
  userInfoURL: "https://gitee.com/api/v5/user",
  scopes: ["user_info", "emails"],
  pkce: true,
  credentials: "either",

  async toProfile(info, session) {
    const email = textAt(info, "email");
    return {
      id: textAt(info, "id"),
      name: textAt(info, "name"),
      username: textAt(info, "login"),
      email: isEmail(email) ? email : await fetchPrimaryEmail(session),
      avatarURL: textAt(info, "avatar_url"),
    };
  },
};

/** The confirmed address of a user who hides it; "" where the client may not see it. */
async function fetchPrimaryEmail(session: OAuth2Session): Promise<string> {
  const { json } = await askAsUser(session, "https://gitee.com/api/v5/emails");
  const emails = Array.isArray(json) ? (json as readonly unknown[]) : [];
  const primary = emails.find(
    (item) =>
      textAt(item, "state") === "confirmed" &&
      listAt(item, "scope").includes("primary") &&
      isEmail(textAt(item, "email")),
  );
  return textAt(primary, "email");
}
