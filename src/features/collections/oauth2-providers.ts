import { providerLogo } from "../../model/collections/oauth2-logo.ts";
import { oauth2Providers } from "../../model/collections/oauth2-providers.ts";
import type { Call } from "../../model/route.ts";

/** The providers to choose from in a dashboard. */
export function listOAuth2Providers(call: Call): Response {
  const providers = oauth2Providers.map(({ name, displayName }) => ({
    name,
    displayName,
    logo: providerLogo(displayName),
  }));
  return call.json(providers);
}
