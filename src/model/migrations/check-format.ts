import type { Engine } from "../../database/engine.ts";
import type { KnownTable } from "../../database/table-follower.ts";
import { UnreadableCollectionError } from "../collections/collection-row.ts";
import { type LoadedCollections, readCollections } from "../collections/load-collections.ts";

const columns = new Set(
  "id system type name fields indexes listRule viewRule createRule updateRule deleteRule options created updated".split(
    " ",
  ),
);
const systemCollections = ["_mfas", "_otps", "_externalAuths", "_authOrigins", "_superusers"];

/**
 * Refuses directories that this version would misread. A newer PocketBase shows by what it stores, not by the names in
 * `_migrations`, where the migrations of users' own programs look the same: unknown columns of `_collections`, unknown
 * collection types and field types. Gives the collections, so that they are read once.
 */
export async function checkFormat(database: Engine): Promise<KnownTable<LoadedCollections>> {
  const present = (await database.schema.columns("_collections")).map(({ name }) => name);
  const unknown = present.filter((name) => !columns.has(name));
  if (unknown.length > 0) throw newer(`_collections has the unknown columns ${unknown.join(", ")}`);
  const missing = [...columns].filter((name) => !present.includes(name));
  if (missing.length > 0) throw new Error(`the data directory is damaged: _collections lacks ${missing.join(", ")}`);

  const collections = await readOrRefuse(database);
  const lacking = systemCollections.filter((name) => collections.value.snapshot.byName(name)?.name !== name);
  if (lacking.length > 0)
    throw new Error(`the data directory is damaged: it lacks the collections ${lacking.join(", ")}`);
  return collections;
}

async function readOrRefuse(database: Engine): Promise<KnownTable<LoadedCollections>> {
  try {
    return await readCollections(database);
  } catch (error) {
    throw error instanceof UnreadableCollectionError ? newer(error.message) : error;
  }
}

function newer(reason: string): Error {
  return new Error(`the data directory is from a newer version, which this version can't read: ${reason}`);
}
