import { openIdConnect } from "../open-id-connect.ts";

/** Any server of OpenID Connect, three times, so that a collection may have several. */
export const oidcProviders = ["oidc", "oidc2", "oidc3"].map((name) => openIdConnect(name, "OIDC"));
