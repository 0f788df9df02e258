import { oauth2Providers } from "../../lib/oauth2/registry.ts";
import { providerLogo } from "../../model/collections/oauth2-logo.ts";
import type { Call } from "../../model/route.ts";

/** The providers to choose from in a dashboard. */
export function listOAuth2Providers(call: Call): Response {
  return call.json(
    oauth2Providers.map(({ name, displayName }) => ({ name, displayName, logo: providerLogo(displayName) })),
  );
}
