import type { Engine } from "../../database/engine.ts";
import { collectionFromRow, type CollectionRow } from "../collections/collection-row.ts";

const columns = new Set(
  "id system type name fields indexes listRule viewRule createRule updateRule deleteRule options created updated".split(
    " ",
  ),
);
const systemCollections = ["_mfas", "_otps", "_externalAuths", "_authOrigins", "_superusers"];

/**
 * Refuses directories that this version would misread. A newer PocketBase shows by what it stores, not by the names in
 * `_migrations`, where the migrations of users' own programs look the same: unknown columns of `_collections`, unknown
 * collection types and field types.
 */
export async function checkFormat(database: Engine): Promise<void> {
  const present = (await database.schema.columns("_collections")).map(({ name }) => name);
  const unknown = present.filter((name) => !columns.has(name));
  if (unknown.length > 0) throw newer(`_collections has the unknown columns ${unknown.join(", ")}`);
  const missing = [...columns].filter((name) => !present.includes(name));
  if (missing.length > 0) throw new Error(`the data directory is damaged: _collections lacks ${missing.join(", ")}`);

  const rows = await database.all<CollectionRow>(`SELECT * FROM "_collections"`);
  for (const row of rows) readOrRefuse(row);
  const lacking = systemCollections.filter((name) => !rows.some((row) => row.name === name));
  if (lacking.length > 0)
    throw new Error(`the data directory is damaged: it lacks the collections ${lacking.join(", ")}`);
}

function readOrRefuse(row: CollectionRow): void {
  try {
    collectionFromRow(row);
  } catch (error) {
    throw newer(error instanceof Error ? error.message : String(error));
  }
}

function newer(reason: string): Error {
  return new Error(`the data directory is from a newer version, which this version can't read: ${reason}`);
}
