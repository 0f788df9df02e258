import type { Bus } from "../../lib/bus.ts";
import { ExpiringMap } from "../../lib/expiring-map.ts";
import { textAt } from "../../lib/oauth2/read-json.ts";
import type { Context } from "../context.ts";

const TOPIC = "oauth2.apple-name";
const LIFETIME_MS = 60_000;
const MAX_NAMES = 1000;
const MAX_CODE_LENGTH = 1000;
const MAX_NAME_LENGTH = 150;
/** Apple sends some 100 characters. */
const MAX_JSON_LENGTH = 10_000;

/** By authorization code. They hang on the bus, which all contexts of an instance share. */
const namesOf = new WeakMap<Bus, ExpiringMap<string, string>>();

/**
 * Apple tells the name of a user only to the page that it sends the user back to, as JSON. It is kept for the sign-in with the
 * code, which follows at once and may come to another instance.
 */
export function keepAppleName({ bus }: Context, code: string, userJson: string): void {
  const name = userJson.length > MAX_JSON_LENGTH ? "" : nameIn(userJson);
  if (name === "" || code.length > MAX_CODE_LENGTH) return;
  let names = namesOf.get(bus);
  if (names === undefined) {
    const own = new ExpiringMap<string, string>(MAX_NAMES);
    bus.respond(TOPIC, (message) => {
      const kept = own.get(String(message));
      own.delete(String(message));
      return kept;
    });
    namesOf.set(bus, own);
    names = own;
  }
  names.set(code, name, LIFETIME_MS);
}

/** The name that was kept for the code, once; "" where there is none. */
export async function takeAppleName({ bus }: Context, code: string): Promise<string> {
  const [name] = await bus.request(TOPIC, code);
  return typeof name === "string" ? name : "";
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
