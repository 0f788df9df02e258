import { later } from "../../lazy.ts";
import type { OAuth2Provider } from "../provider.ts";
import { isTrueAt, textAt } from "../read-json.ts";

const loadIdToken = later(() => import("../id-token.ts"));

/** Apple has no endpoint for users: what it says of them is in the ID token. */
export const apple: OAuth2Provider = {
  name: "apple",
  displayName: "Apple",
  authURL: "https://appleid.apple.com/auth/authorize",
  tokenURL: "https://appleid.apple.com/auth/token",
  userInfoURL: "",
  scopes: ["name", "email"],
  pkce: true,
  credentials: "body",
  // Apple sends the scopes by no other way.
  parameters: { response_mode: "form_post" },

  async fetchUserInfo({ client, tokens }) {
    const { verifyIdToken } = await loadIdToken();
    const claims = await verifyIdToken(textAt(tokens.data, "id_token"), {
      audience: client.clientId,
      issuers: [ISSUER],
      jwksURL: `${ISSUER}/auth/keys`,
      signal: client.signal,
      requiresExpiry: true,
    });
    // Told only when the user allows it for the first time.
    const user = parseUser(textAt(tokens.data, "user"));
    return user === null ? claims : { ...claims, user };
  },
  toProfile(info) {
    const names = [textAt(info, "user", "name", "firstName"), textAt(info, "user", "name", "lastName")];
    return {
      id: textAt(info, "sub"),
      name: textAt(info, "name") || names.join(" ").trim(),
      email: isTrueAt(info, "email_verified") ? textAt(info, "email") : "",
    };
  },
};

const ISSUER = "https://appleid.apple.com";

function parseUser(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
