import type { CollectionModel, RecordModel } from "pocketbase";
import { changeRecords } from "./change-records.ts";
import { client } from "./client.ts";
import { collections } from "./collections.ts";
import { recordsOf } from "./many-records.ts";

/** Records of more are deleted for good: their values would fill the page's memory. */
const MANY = 500;

interface Undone {
  /** How many records there are again. */
  readonly count: number;
  /** The dates of creation and the like are the server's: they are those of now. */
  readonly hasNewDates: boolean;
}

/** Makes the deleted records anew. */
export type UndoDeletion = () => Promise<Undone>;

/**
 * To be called before a deletion; null where it can't be undone whole: an account loses its password, a record its files, and what
 * refers to a record loses that or goes with it.
 */
export async function prepareUndo(collection: CollectionModel, ids: readonly string[]): Promise<UndoDeletion | null> {
  if (collection.type !== "base" || ids.length > MANY) return null;
  if (collection.fields.some(({ type }) => type === "password")) return null;
  const files = collection.fields.filter(({ type }) => type === "file").map(({ name }) => name);
  try {
    if (await isReferred(collection, ids)) return null;
    const records: RecordModel[] = [];
    const { signal } = new AbortController();
    for await (const some of recordsOf({ collection: collection.name, ids, fields: "*" }, signal))
      records.push(...some);
    if (records.some((record) => files.some((name) => record[name]?.length > 0))) return null;
    return () => restore(collection, records);
  } catch {
    // The deletion itself tells what is wrong.
    return null;
  }
}

async function restore({ name, fields }: CollectionModel, records: readonly RecordModel[]): Promise<Undone> {
  const changes = records.map((body) => ({ key: body.id, kind: "create", body }) as const);
  const options = { onProgress: () => undefined, signal: new AbortController().signal };
  const { done } = await changeRecords(name, changes, options);
  return { count: done.length, hasNewDates: fields.some(({ type }) => type === "autodate") };
}

/** Whether any record refers to one of these. So many ids are not asked for one by one: then a field that may is enough. */
async function isReferred({ id }: CollectionModel, ids: readonly string[]): Promise<boolean> {
  const list = collections.get().list ?? [];
  for (const { name, type, fields } of list) {
    const relations = fields.filter((field) => field.type === "relation" && field["collectionId"] === id);
    if (type === "view" || relations.length === 0) continue;
    if (ids.length > 1) return true;
    const parts = relations.map((field) => client.filter(`${field.name} ?= {:id}`, { id: ids[0] ?? "" }));
    const { items } = await client
      .collection(name)
      .getList(1, 1, { filter: parts.join(" || "), fields: "id", skipTotal: true });
    if (items.length > 0) return true;
  }
  return false;
}
