// Ids of records that were found, for as long as nobody writes to their table.
//
// Asked for the targets of relations: a read beside a writer, which changes the database all the time, takes longer than its write.
// Must stay true: the version of the table is asked for before the ids are looked for, so that a record which is deleted meanwhile is not
// known; what a transaction finds is not kept, for others don't see it.
import type { TableVersion } from "../../database/engine.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";

/** Of one collection; then it begins anew. */
const MAX_IDS = 2_000;

interface Known {
  readonly version: TableVersion;
  readonly ids: Set<string>;
}

const known = new WeakMap<Collection, Known>();

/** The ids of the collection that are known to exist, to which those are added that are found; null where none can be known. */
export function existingIds({ connection, database }: Context, collection: Collection): Set<string> | null {
  // A view depends on other tables.
  if (connection !== database || collection.type === "view") return null;
  // Looks for commits of other processes.
  database.foreignChanges();
  const version = database.versionOfTable(collection.name);
  if (version === null) return null;
  const found = known.get(collection);
  if (found?.version === version && found.ids.size < MAX_IDS) return found.ids;
  const ids = new Set<string>();
  known.set(collection, { version, ids });
  return ids;
}
