import type { ServiceHost } from "../../lib/bus.ts";
import { ExpiringMap } from "../../lib/expiring-map.ts";
import { textAt } from "../../lib/oauth2/read-json.ts";
import type { Context } from "../context.ts";
import { services } from "../protocol/bus-topics.ts";

const LIFETIME_MS = 60_000;
const MAX_NAMES = 1000;
const MAX_CODE_LENGTH = 1000;
const MAX_NAME_LENGTH = 150;
/** Apple sends some 100 characters. */
const MAX_JSON_LENGTH = 10_000;

/** Keeps names by authorization code. */
export function serveAppleNames(host: ServiceHost): void {
  const names = new ExpiringMap<string, string>(MAX_NAMES);
  host.serve(services.keepAppleName, ({ code, name }) => {
    names.set(code, name, LIFETIME_MS);
    return null;
  });
  host.serve(services.takeAppleName, (code) => {
    const name = names.get(code) ?? "";
    names.delete(code);
    return name;
  });
}

/**
 * Apple tells the name of a user only to the page that it sends the user back to, as JSON. It is kept for the sign-in with the
 * code, which follows at once and may come to another instance.
 */
export async function keepAppleName({ bus }: Context, code: string, userJson: string): Promise<void> {
  const name = userJson.length > MAX_JSON_LENGTH ? "" : nameIn(userJson);
  if (name !== "" && code.length <= MAX_CODE_LENGTH) await bus.call(services.keepAppleName, { code, name });
}

/** The name that was kept for the code, once; "" where there is none. */
export async function takeAppleName({ bus }: Context, code: string): Promise<string> {
  return bus.call(services.takeAppleName, code);
}

function nameIn(userJson: string): string {
  try {
    const user: unknown = JSON.parse(userJson);
    const name = `${textAt(user, "name", "firstName")} ${textAt(user, "name", "lastName")}`;
    return name.slice(0, MAX_NAME_LENGTH).trim();
  } catch {
    return "";
  }
}
