import { randomText } from "../lib/random-text.ts";
import { INSTALLER_EMAIL, findSuperuser, hasSuperuser, superusers } from "../model/auth/superusers.ts";
import { createAuthToken } from "../model/auth/tokens.ts";
import { type Context, inTransaction } from "../model/context.ts";
import { newRecord, setValues } from "../model/records/record-values.ts";
import type { RecordModel } from "../model/records/record.ts";
import { saveRecord } from "../model/records/save.ts";

const TOKEN_SECONDS = 30 * 60;
const INSTALLER_TURN = "installer";

/** A token that may create the first superuser; null where there is one already. */
export async function createInstallerToken(context: Context): Promise<string | null> {
  if (await hasSuperuser(context)) return null;
  const installer = (await findSuperuser(context, INSTALLER_EMAIL)) ?? (await createInstaller(context));
  return createAuthToken(installer, { duration: TOKEN_SECONDS, refreshable: false });
}

function createInstaller(context: Context): Promise<RecordModel> {
  return inTransaction(context, async (inner) => {
    // Nodes that start together take turns.
    await inner.transaction?.lock(INSTALLER_TURN);
    const found = await findSuperuser(inner, INSTALLER_EMAIL);
    if (found !== null) return found;
    const installer = newRecord(superusers(inner));
    setValues(installer, { email: INSTALLER_EMAIL, password: randomText(30) });
    await saveRecord(inner, installer);
    return installer;
  });
}
