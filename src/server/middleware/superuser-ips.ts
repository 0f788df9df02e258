import { forbidden } from "../../lib/api-error.ts";
import { isAddressAllowed } from "../../model/auth/superuser-address.ts";
import type { Call } from "../../model/route.ts";
import type { RecordModel } from "../../model/records/record.ts";

/** Refuses superusers from addresses that the settings don't list, for any path. */
export function checkSuperuserAddress(call: Call, auth: RecordModel): void {
  if (!isAddressAllowed(call.context, auth, call)) throw forbidden();
}
