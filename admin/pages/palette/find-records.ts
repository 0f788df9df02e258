import type { CollectionModel, RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";

/** Ids as the server makes them; others are found through the page of their collection. */
const ID = /^[a-z0-9]{15}$/;
const LEAST_LETTERS = 3;
/** Each is a search through its whole table. */
const SEARCHED_COLLECTIONS = 12;
const FOUND_IN_EACH = 3;
const NAMES = ["name", "title", "label", "email", "username", "slug"];

export interface RecordSearch {
  readonly collection: CollectionModel;
  readonly filter: string;
  readonly limit: number;
}

/** Where to look for what was typed: an id in every collection, words in the names of records of the reader's own ones. */
export function searchesFor(typed: string, list: readonly CollectionModel[]): readonly RecordSearch[] {
  if (isId(typed)) {
    const filter = client.filter("id={:id}", { id: typed });
    return list.map((collection) => ({ collection, filter, limit: 1 }));
  }
  if (typed.length < LEAST_LETTERS) return [];
  const own = list.filter(({ type, system }) => type !== "view" && !system);
  return own.slice(0, SEARCHED_COLLECTIONS).flatMap((collection) => {
    const parts = nameFields(collection).map((name) => client.filter(`${name} ~ {:typed}`, { typed }));
    return parts.length === 0 ? [] : [{ collection, filter: parts.join(" || "), limit: FOUND_IN_EACH }];
  });
}

export function isId(typed: string): boolean {
  return ID.test(typed);
}

export async function findRecords({ collection, filter, limit }: RecordSearch): Promise<RecordModel[]> {
  return (await client.collection(collection.name).getList(1, limit, { filter, skipTotal: true })).items;
}

function nameFields({ fields }: CollectionModel): string[] {
  const texts = fields.filter(({ type }) => type === "text" || type === "email");
  const presentable = texts.filter((field) => field.presentable);
  const named = presentable.length > 0 ? presentable : texts.filter(({ name }) => NAMES.includes(name));
  return named.map(({ name }) => name);
}
