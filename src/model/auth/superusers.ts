import { SUPERUSERS } from "../collections/collection.ts";
import type { AuthCollection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import { findRecordByField } from "../records/find.ts";
import type { RecordModel } from "../records/record.ts";

/** The superuser that stands in until the first real one is created, and is deleted then. The address is PocketBase's. */
export const INSTALLER_EMAIL = "__pbinstaller@example.com";

/** The collection of superusers, which every data directory has. */
export function superusers(context: Context): AuthCollection {
  const collection = context.collections.current().byName(SUPERUSERS);
  if (collection?.type !== "auth") throw new Error(`the data directory has no ${SUPERUSERS} collection`);
  return collection;
}

export function findSuperuser(context: Context, email: string): Promise<RecordModel | null> {
  return findRecordByField(context, superusers(context), { field: "email", value: email });
}

/** Whether there is a superuser, apart from the one that stands in until the first is created. */
export async function hasSuperuser(context: Context): Promise<boolean> {
  const { connection } = context;
  const table = connection.dialect.quote(superusers(context).name);
  const found = await connection.get(`SELECT 1 AS found FROM ${table} WHERE "email" != ? LIMIT 1`, [INSTALLER_EMAIL]);
  return found !== null;
}
