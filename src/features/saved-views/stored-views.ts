import { Value } from "@sinclair/typebox/value";
import type { Collection } from "../../model/collections/collection.ts";
import { type Context, inTransaction } from "../../model/context.ts";
import { deleteParamsOfLostCollections, findParam, saveParam } from "../../model/params/param-rows.ts";
import { SavedViews } from "./saved-view.ts";
import type { SavedView } from "./saved-view.ts";

/** Each collection has a row of its own. */
const PREFIX = "baobox_views_";

export async function readViews({ connection }: Context, { id }: Collection): Promise<readonly SavedView[]> {
  const row = await findParam(connection, PREFIX + id);
  return row === null ? [] : viewsOf(String(row.value));
}

/** Stores the views that `change` returns, and returns them. Concurrent requests see each other's changes. */
export function changeViews(
  context: Context,
  collection: Collection,
  change: (views: readonly SavedView[]) => readonly SavedView[],
): Promise<readonly SavedView[]> {
  return inTransaction(context, async (inner) => {
    await inner.transaction?.lock(PREFIX + collection.id);
    const views = change(await readViews(inner, collection));
    await saveParam(inner.connection, { id: PREFIX + collection.id, value: JSON.stringify({ views }) });
    await deleteParamsOfLostCollections(inner.connection, PREFIX);
    return views;
  });
}

/** None where others have written something else. */
function viewsOf(text: string): readonly SavedView[] {
  try {
    const value: unknown = JSON.parse(text);
    return Value.Check(SavedViews, value) ? value.views : [];
  } catch {
    return [];
  }
}
