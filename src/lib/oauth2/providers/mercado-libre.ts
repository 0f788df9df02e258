import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const mercadoLibre: OAuth2Provider = {
  name: "mercadolibre",
  displayName: "Mercado Libre",
  authURL: "https://auth.mercadolibre.com/authorization",
  tokenURL: "https://api.mercadolibre.com/oauth/token",
  userInfoURL: "https://api.mercadolibre.com/users/me",
  scopes: ["read"],
  pkce: true,
  credentials: "body",

  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: `${textAt(info, "first_name")} ${textAt(info, "last_name")}`.trim(),
    username: textAt(info, "nickname"),
  }),
};
