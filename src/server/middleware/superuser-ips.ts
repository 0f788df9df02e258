import { forbidden } from "../../lib/api-error.ts";
import { isAddressListed } from "../../lib/ip-address.ts";
import type { Call } from "../../model/route.ts";
import { isSuperuser } from "../../model/auth/is-superuser.ts";
import type { RecordModel } from "../../model/records/record.ts";

/** Refuses superusers from addresses that the settings don't list, for any path. */
export function checkSuperuserAddress(call: Call, auth: RecordModel): void {
  if (!isSuperuser(auth)) return;
  const allowed = call.context.settings.current().superuserIPs;
  if (allowed.length > 0 && !isAddressListed(allowed, call.clientAddress)) throw forbidden();
}
