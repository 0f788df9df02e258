import { afterTransaction, type Context, inTransaction, lockCollections } from "../context.ts";
import type { CollectionEvent } from "../hook-events.ts";
import { deleteCollectionFolder } from "../records/record-files.ts";
import { removeBelongingToAll } from "../records/system-records.ts";
import { collectionTags } from "../collections/collection-tags.ts";
import type { Collection } from "../collections/collection.ts";
import { referringCollections } from "../collections/references.ts";
import { saveChangedViews } from "./save-collection.ts";

/**
 * Deletes the collection with its table or view and all files of its records. Throws an error for system collections and
 * where relations or views of other collections need it.
 */
export function deleteCollection(context: Context, collection: Collection): Promise<void> {
  return removeCollection(context, collection, { isChecked: true });
}

/** `isChecked` false also deletes a collection that others refer to: an import replaces many at once. */
export async function removeCollection(
  context: Context,
  collection: Collection,
  { isChecked }: { readonly isChecked: boolean },
): Promise<void> {
  const { hooks } = context;
  const tags = collectionTags(collection);
  return inTransaction(context, async (inner) => {
    await lockCollections(inner);
    const event: CollectionEvent = { context: inner, collection };
    try {
      await hooks.onCollectionDelete.trigger(event, tags, () =>
        hooks.onCollectionDeleteExecute.trigger(event, tags, () => execute(inner, event.collection, isChecked)),
      );
    } catch (error) {
      afterTransaction(inner, "rollback", (outer) =>
        hooks.onCollectionAfterDeleteError.trigger({ context: outer, collection, error }, tags, () => undefined),
      );
      throw error;
    }
    afterTransaction(inner, "commit", async (outer) => {
      await deleteCollectionFolder(outer, collection);
      await hooks.onCollectionAfterDeleteSuccess.trigger({ context: outer, collection }, tags, () => undefined);
    });
    afterTransaction(inner, "rollback", (outer, error) =>
      hooks.onCollectionAfterDeleteError.trigger({ context: outer, collection, error }, tags, () => undefined),
    );
  });
}

async function execute(context: Context, collection: Collection, isChecked: boolean): Promise<void> {
  const { name } = collection;
  if (collection.system) throw new Error(`[${name}] system collections cannot be deleted`);
  const referring = isChecked ? referringCollections(context.collections.current(), collection) : [];
  if (referring.length > 0) {
    const names = referring.map((other) => other.name).join(", ");
    throw new Error(`[${name}] failed to delete due to existing relation references: ${names}`);
  }
  const { connection } = context;
  const { schema } = connection.dialect;
  await connection.run(collection.type === "view" ? schema.dropView(name) : schema.dropTable(name));
  await connection.run(`DELETE FROM "_collections" WHERE "id" = ?`, [collection.id]);
  if (collection.type === "auth") await removeBelongingToAll(context, collection);
  await context.collections.reloadOne(collection.id);
  const [broken] = isChecked ? await saveChangedViews(context, collection) : [];
  if (broken !== undefined) throw new Error(`[${name}] failed to delete due to existing view dependency: ${broken}`);
}
