import type { Row } from "../../database/engine.ts";
import type { Collection } from "../collections/collection.ts";
import { rowColumns } from "../collections/row-columns.ts";
import type { Context } from "../context.ts";
import { newRecord, recordFromRow, setValues } from "../records/record-values.ts";
import type { RecordModel } from "../records/record.ts";
import { saveRecord } from "../records/save.ts";

/** A user of a provider within an auth collection. */
export interface ProviderAccount {
  readonly collection: Collection;
  readonly provider: string;
  readonly providerId: string;
}

/** The link of a provider's user to a record; null where there is none. */
export async function findExternalAuth(
  context: Context,
  { collection, provider, providerId }: ProviderAccount,
): Promise<RecordModel | null> {
  const { connection } = context;
  const { dialect } = connection;
  const links = externalAuths(context);
  const conditions = ["collectionRef", "provider", "providerId"].map((name) => `${dialect.quote(name)} = ?`);
  const sql = `SELECT ${rowColumns(dialect, links)} FROM ${dialect.quote(links.name)} WHERE ${conditions.join(" AND ")} LIMIT 1`;
  const row = await connection.get<Row>(sql, [collection.id, provider, providerId]);
  return row === null ? null : recordFromRow(links, row);
}

/** Links a provider's user to a record of the collection. */
export async function createExternalAuth(
  context: Context,
  { collection, provider, providerId }: ProviderAccount,
  record: RecordModel,
): Promise<void> {
  const link = newRecord(externalAuths(context));
  setValues(link, { collectionRef: collection.id, recordRef: record.id, provider, providerId });
  await saveRecord(context, link);
}

function externalAuths(context: Context): Collection {
  const collection = context.collections.current().byName("_externalAuths");
  if (collection === undefined) throw new Error("the data directory has no _externalAuths collection");
  return collection;
}
