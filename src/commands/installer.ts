import { randomText } from "../lib/random-text.ts";
import { INSTALLER_EMAIL, findSuperuser, hasSuperuser, superusers } from "../model/auth/superusers.ts";
import { createAuthToken } from "../model/auth/tokens.ts";
import type { Context } from "../model/context.ts";
import { newRecord, setValues } from "../model/records/record-values.ts";
import { saveRecord } from "../model/records/save.ts";

const TOKEN_SECONDS = 30 * 60;

/** A token that may create the first superuser; null where there is one already. */
export async function createInstallerToken(context: Context): Promise<string | null> {
  if (await hasSuperuser(context)) return null;
  let installer = await findSuperuser(context, INSTALLER_EMAIL);
  if (installer === null) {
    installer = newRecord(superusers(context));
    setValues(installer, { email: INSTALLER_EMAIL, password: randomText(30) });
    await saveRecord(context, installer);
  }
  return createAuthToken(installer, { duration: TOKEN_SECONDS, refreshable: false });
}
