import type { AuthCollection } from "../collections/collection.ts";
import { findUniqueIndex } from "../collections/index-definition.ts";
import type { Context } from "../context.ts";
import { findRecordByField } from "../records/find.ts";
import type { RecordModel } from "../records/record.ts";

/** Without regard to case where the collection's index of emails is so. */
export async function findAuthRecordByEmail(
  context: Context,
  collection: AuthCollection,
  email: string,
): Promise<RecordModel | null> {
  if (email === "") return null;
  const ignoreCase = isEmailCaseIgnored(collection);
  return findRecordByField(context, collection, { field: "email", value: email, ignoreCase });
}

export function isEmailCaseIgnored({ indexes }: AuthCollection): boolean {
  return findUniqueIndex(indexes, "email")?.columns[0]?.collate.toLowerCase() === "nocase";
}
