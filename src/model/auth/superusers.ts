import { SUPERUSERS } from "../collections/collection.ts";
import type { AuthCollection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import { findRecordByField } from "../records/find.ts";
import type { RecordModel } from "../records/record.ts";

/** The collection of superusers, which every data directory has. */
export function superusers(context: Context): AuthCollection {
  const collection = context.collections.current().byName(SUPERUSERS);
  if (collection?.type !== "auth") throw new Error(`the data directory has no ${SUPERUSERS} collection`);
  return collection;
}

export function findSuperuser(context: Context, email: string): Promise<RecordModel | null> {
  return findRecordByField(context, superusers(context), { field: "email", value: email });
}
