import { providerLogo } from "../../model/collections/oauth2-logo.ts";
import { oauth2Providers } from "../../model/collections/oauth2-providers.ts";
import { storedJson } from "../../model/collections/stored-json.ts";
import type { Call } from "../../model/route.ts";

/** The providers to choose from in a dashboard. The logos are images in the text of JSON, so `<` is escaped there. */
export function listOAuth2Providers(call: Call): Response {
  const providers = oauth2Providers.map(({ name, displayName }) => ({
    name,
    displayName,
    logo: providerLogo(displayName),
  }));
  return call.jsonText(storedJson(providers));
}
