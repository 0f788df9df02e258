import { AgeKey } from "../../lib/age.ts";
import { badRequest } from "../../lib/api-error.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";

/** The key for an encrypted backup that the request has in its body; null for none. Throws a 400 for what can be no key. */
export async function givenKey(call: Call): Promise<AgeKey | null> {
  const { key } = textFields(await readBody(call), ["key"]);
  if (key === "") return null;
  try {
    return new AgeKey(key);
  } catch (error) {
    const message = error instanceof TypeError ? `The key can't be used: ${error.message}.` : "";
    throw badRequest(message, { data: { key: { code: "backup_key_invalid", message } } });
  }
}
