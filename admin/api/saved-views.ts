import { client } from "./client.ts";

/** A filter, an order and a choice of columns, under a name. All superusers share them. */
export interface SavedView {
  readonly name: string;
  readonly filter: string;
  readonly sort: string;
  /** Columns that are not shown. */
  readonly hidden: readonly string[];
}

interface SavedViews {
  readonly views: readonly SavedView[];
}

export async function loadViews(collection: string): Promise<readonly SavedView[]> {
  return (await client.send<SavedViews>(pathOf(collection), { method: "GET" })).views;
}

/** Gives all of the collection, as `deleteView` does. */
export async function saveView(collection: string, view: SavedView): Promise<readonly SavedView[]> {
  return (await client.send<SavedViews>(pathOf(collection), { method: "PUT", body: view })).views;
}

export async function deleteView(collection: string, name: string): Promise<readonly SavedView[]> {
  const path = `${pathOf(collection)}/${encodeURIComponent(name)}`;
  return (await client.send<SavedViews>(path, { method: "DELETE" })).views;
}

function pathOf(collection: string): string {
  return `/api/saved-views/${encodeURIComponent(collection)}`;
}
