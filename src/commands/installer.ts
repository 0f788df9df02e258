import { randomText } from "../lib/random-text.ts";
import { findSuperuser, superusers } from "../model/auth/superusers.ts";
import { createAuthToken } from "../model/auth/tokens.ts";
import type { Context } from "../model/context.ts";
import { newRecord, setValues } from "../model/records/record-values.ts";
import { saveRecord } from "../model/records/save.ts";

/** The superuser that stands in until the first real one is created, and is deleted then. The address is PocketBase's. */
const INSTALLER_EMAIL = "__pbinstaller@example.com";
const TOKEN_SECONDS = 30 * 60;

/** A token that may create the first superuser; null where there is one already. */
export async function createInstallerToken(context: Context): Promise<string | null> {
  const collection = superusers(context);
  const { connection } = context;
  const table = connection.dialect.quote(collection.name);
  const real = await connection.get(`SELECT 1 AS found FROM ${table} WHERE "email" != ? LIMIT 1`, [INSTALLER_EMAIL]);
  if (real !== null) return null;
  let installer = await findSuperuser(context, INSTALLER_EMAIL);
  if (installer === null) {
    installer = newRecord(collection);
    setValues(installer, { email: INSTALLER_EMAIL, password: randomText(30) });
    await saveRecord(context, installer);
  }
  return createAuthToken(installer, { duration: TOKEN_SECONDS, refreshable: false });
}
