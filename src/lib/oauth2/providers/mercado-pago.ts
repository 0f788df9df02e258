import type { OAuth2Provider } from "../provider.ts";
import { textAt } from "../read-json.ts";

export const mercadoPago: OAuth2Provider = {
  name: "mercadopago",
  displayName: "Mercado Pago",
  authURL: "https://auth.mercadopago.com/authorization",
  tokenURL: "https://api.mercadopago.com/oauth/token",
  userInfoURL: "https://api.mercadopago.com/users/me",
  scopes: ["read"],
  pkce: true,
  credentials: "body",

  toProfile: (info) => ({
    id: textAt(info, "id"),
    name: `${textAt(info, "first_name")} ${textAt(info, "last_name")}`.trim(),
    username: textAt(info, "nickname"),
  }),
};
