import type { OAuth2Provider } from "../provider.ts";
import { textAt, valueAt } from "../read-json.ts";

export const planningCenter: OAuth2Provider = {
  name: "planningcenter",
  displayName: "Planning Center",
  authURL: "https://api.planningcenteronline.com/oauth/authorize",
  tokenURL: "https://api.planningcenteronline.com/oauth/token",
  userInfoURL: "https://api.planningcenteronline.com/people/v2/me",
  scopes: ["people"],
  pkce: true,
  credentials: "either",

  toProfile(info) {
    const person = valueAt(info, "data", "attributes");
    if (textAt(person, "status") !== "active") throw new Error("the Planning Center account is not active");
    // People have several addresses there, confirmed or not.
    return { id: textAt(info, "data", "id"), name: textAt(person, "name"), avatarURL: textAt(person, "avatar") };
  },
};
