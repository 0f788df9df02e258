import type { CollectionEvent } from "../hook-events.ts";
import type { Hooks } from "../hooks.ts";
import { saveView } from "../views/save-view.ts";
import { resaveViews } from "../views/resave-views.ts";
import { findViewFields } from "../views/view-fields.ts";
import { afterTransaction, type Context, inTransaction, lockCollections } from "../context.ts";
import { tokenSecret } from "../collections/auth-options.ts";
import type { Collection } from "../collections/collection.ts";
import { insertCollection, updateCollection } from "../collections/collection-row.ts";
import { collectionTags } from "../collections/collection-tags.ts";
import { createTable } from "../collections/create-table.ts";
import { prepareCollection } from "./prepare-collection.ts";
import { syncTable } from "./sync-table.ts";
import { validateCollection } from "./validate-collection.ts";

/**
 * Creates the collection (`original` null) or updates it, with its table or view, in one transaction. Gives the collection
 * as stored. Throws a `ValidationError` for what a client can mend, and other errors of the database as they are.
 */
export function saveCollection(
  context: Context,
  collection: Collection,
  original: Collection | null,
): Promise<Collection> {
  return writeCollection(context, { collection, original, isValidated: false });
}

interface Write {
  readonly collection: Collection;
  readonly original: Collection | null;
  /** An import validates when all of its collections are written, for they may refer to each other. */
  readonly isValidated: boolean;
}

export async function writeCollection(context: Context, write: Write): Promise<Collection> {
  return inTransaction(context, async (inner) => {
    // Another change may have been committed since the caller looked.
    await lockCollections(inner);
    const original = storedVersion(inner, write);
    const prepared = prepareCollection(inner, write.collection, original);
    const hooks = hooksOf(inner.hooks, original === null);
    const tags = collectionTags(prepared);
    const event: CollectionEvent = { context: inner, collection: prepared };
    try {
      await hooks.before.trigger(event, tags, async () => {
        if (!write.isValidated) {
          await inner.hooks.onCollectionValidate.trigger(event, tags, async () => {
            event.collection = await validateCollection(inner, event.collection, original);
          });
        }
        await hooks.execute.trigger(event, tags, async () => {
          event.collection = await execute(inner, event.collection, original);
        });
      });
    } catch (error) {
      afterTransaction(inner, "rollback", (outer) =>
        hooks.failed.trigger({ context: outer, collection: event.collection, error }, tags, () => undefined),
      );
      throw error;
    }
    afterTransaction(inner, "commit", refreshStatistics);
    afterTransaction(inner, "commit", (outer) =>
      hooks.succeeded.trigger({ context: outer, collection: event.collection }, tags, () => undefined),
    );
    afterTransaction(inner, "rollback", (outer, error) =>
      hooks.failed.trigger({ context: outer, collection: event.collection, error }, tags, () => undefined),
    );
    return event.collection;
  });
}

/** Makes new columns and indexes known to the query planner at once, as PocketBase does. A failure does not undo the change. */
async function refreshStatistics({ database, log }: Context): Promise<void> {
  try {
    await database.optimize();
  } catch (error) {
    log.warn("the statistics of the database could not be refreshed", { error: String(error) });
  }
}

/** What an update starts from. A changed id that nobody has is an error of its own in PocketBase, before all validation. */
function storedVersion(context: Context, { collection, original }: Write): Collection | null {
  if (original === null) return null;
  const collections = context.collections.current();
  const stored = collections.byId(original.id);
  if (stored === undefined || collections.find(collection.id) === undefined) {
    throw new Error("failed to retrieve old cached collection: sql: no rows in result set");
  }
  return stored;
}

function hooksOf(hooks: Hooks, isNew: boolean) {
  return isNew
    ? {
        before: hooks.onCollectionCreate,
        execute: hooks.onCollectionCreateExecute,
        succeeded: hooks.onCollectionAfterCreateSuccess,
        failed: hooks.onCollectionAfterCreateError,
      }
    : {
        before: hooks.onCollectionUpdate,
        execute: hooks.onCollectionUpdateExecute,
        succeeded: hooks.onCollectionAfterUpdateSuccess,
        failed: hooks.onCollectionAfterUpdateError,
      };
}

async function execute(context: Context, collection: Collection, original: Collection | null): Promise<Collection> {
  const stored = await withView(context, withFreshSecret(collection, original), original);
  const { sql, parameters } = original === null ? insertCollection(stored) : updateCollection(stored);
  await context.connection.run(sql, parameters);
  if (stored.type !== "view") {
    if (original === null) await createTable(context.connection, stored);
    else await syncTable(context.connection, stored, original);
  }
  await context.collections.reloadOne(stored.id);
  // Views that this change breaks must not keep users from making it: they may mend them afterwards.
  await saveChangedViews(context, stored);
  return stored;
}

/** Saves the views whose fields are others since the collection was changed; returns the problems of the other views. */
export function saveChangedViews(context: Context, changed: Collection): Promise<string[]> {
  return resaveViews(context, changed, (view) => saveCollection(context, view, view));
}

/** A changed rule for signing in ends the sign-ins made under the old one. */
function withFreshSecret(collection: Collection, original: Collection | null): Collection {
  if (collection.type !== "auth" || original?.type !== "auth") return collection;
  if ((original.options.authRule ?? "") === (collection.options.authRule ?? "")) return collection;
  const authToken = { ...collection.options.authToken, secret: tokenSecret() };
  return { ...collection, options: { ...collection.options, authToken } };
}

/** Makes the view of a view collection, which takes its fields from the query. */
async function withView(context: Context, collection: Collection, original: Collection | null): Promise<Collection> {
  if (collection.type !== "view") return collection;
  const { fields, error } = await findViewFields(context, collection.options.viewQuery);
  if (error !== null) throw new Error(error);
  const { connection } = context;
  if (original !== null) await connection.run(connection.dialect.schema.dropView(original.name));
  await saveView(connection, collection.name, collection.options.viewQuery);
  return { ...collection, fields };
}
