import { isAddressListed } from "../../lib/ip-address.ts";
import type { Context } from "../context.ts";
import type { RecordModel } from "../records/record.ts";
import { isSuperuser } from "../records/is-superuser.ts";

/**
 * False for superusers from addresses that the settings don't list, where they list any. `from` is asked for the address only where it
 * matters: to find out that of a request costs more than the rest.
 */
export function isAddressAllowed(
  context: Context,
  auth: RecordModel,
  from: { readonly clientAddress: string },
): boolean {
  if (!isSuperuser(auth)) return true;
  // Blank entries pass the validation, and list nobody.
  const listed = context.settings.current().superuserIPs.filter((address) => address !== "");
  return listed.length === 0 || isAddressListed(listed, from.clientAddress);
}
