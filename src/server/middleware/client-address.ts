import { headerValue } from "../../lib/header-name.ts";
import { expandAddress } from "../../lib/ip-address.ts";
import type { Settings } from "../../model/settings/settings.ts";

/**
 * The client's address. Behind a proxy it is the last address (or the first, by the settings) of the trusted headers, which
 * anyone could send where no proxy overwrites them: so none is trusted by default.
 */
export function clientAddress(request: Request, remote: string, trustedProxy: Settings["trustedProxy"]): string {
  for (const name of trustedProxy.headers) {
    const header = headerValue(request.headers, name);
    if (!header) continue;
    const addresses = header.split(",");
    if (!trustedProxy.useLeftmostIP) addresses.reverse();
    for (const address of addresses) {
      const expanded = expandAddress(address.trim());
      if (expanded !== null) return expanded;
    }
  }
  return expandAddress(remote) ?? remote;
}
