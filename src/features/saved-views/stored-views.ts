import { Value } from "@sinclair/typebox/value";
import type { Collection } from "../../model/collections/collection.ts";
import { type Context, inTransaction } from "../../model/context.ts";
import { SavedViews } from "./saved-view.ts";
import type { SavedView } from "./saved-view.ts";

/** Each collection has a row of its own in `_params`. PocketBase reads only its own row there, `settings`. */
const PREFIX = "baobox_views_";

export async function readViews({ connection }: Context, { id }: Collection): Promise<readonly SavedView[]> {
  const sql = `SELECT value FROM ${connection.dialect.quote("_params")} WHERE id = ?`;
  const row = await connection.get<{ value: string }>(sql, [PREFIX + id]);
  return row === null ? [] : viewsOf(row.value);
}

/** Stores what `change` makes of the views, and gives that. Requests at once see each other's changes. */
export function changeViews(
  context: Context,
  collection: Collection,
  change: (views: readonly SavedView[]) => readonly SavedView[],
): Promise<readonly SavedView[]> {
  return inTransaction(context, async (inner) => {
    const views = change(await readViews(inner, collection));
    const { connection } = inner;
    const table = connection.dialect.quote("_params");
    const now = new Date().toISOString().replace("T", " ");
    const sql = `INSERT INTO ${table} (id, value, created, updated) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET value = excluded.value, updated = excluded.updated`;
    await connection.run(sql, [PREFIX + collection.id, JSON.stringify({ views }), now, now]);
    await forgetLost(inner);
    return views;
  });
}

/** Views of collections that are gone. */
async function forgetLost({ connection }: Context): Promise<void> {
  const [params, collections] = [connection.dialect.quote("_params"), connection.dialect.quote("_collections")];
  const sql = `DELETE FROM ${params} WHERE substr(id, 1, ${PREFIX.length}) = ?
    AND substr(id, ${PREFIX.length + 1}) NOT IN (SELECT id FROM ${collections})`;
  await connection.run(sql, [PREFIX]);
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
