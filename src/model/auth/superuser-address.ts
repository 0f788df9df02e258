import { isAddressListed } from "../../lib/ip-address.ts";
import type { Context } from "../context.ts";
import type { RecordModel } from "../records/record.ts";
import { isSuperuser } from "./is-superuser.ts";

/** False for superusers from addresses that the settings don't list, where they list any. */
export function isAddressAllowed(context: Context, auth: RecordModel, clientAddress: string): boolean {
  const allowed = context.settings.current().superuserIPs;
  return !isSuperuser(auth) || allowed.length === 0 || isAddressListed(allowed, clientAddress);
}
