import type { RecordModel } from "pocketbase";
import { client } from "./client.ts";
import type { RecordQuery } from "./record-pages.ts";
import { walkById } from "./walk-by-id.ts";

const PER_PAGE = 1000;
/** So many ids fit into a filter. */
const IDS_AT_ONCE = 80;

/** The records of a query, page by page in the order of their ids. */
export function walkRecords(query: RecordQuery, fields: string, signal: AbortSignal): AsyncGenerator<RecordModel[]> {
  const { collection, expand, filter } = query;
  const load = (one: string) =>
    client.collection(collection).getList(1, PER_PAGE, { filter: one, sort: "id", fields, expand, skipTotal: true });
  return walkById({ filter, perPage: PER_PAGE, signal, load });
}

/** The records of the ids, as far as they exist, some at a time. */
export async function* recordsOf(
  { collection, ids, fields }: { collection: string; ids: readonly string[]; fields: string },
  signal: AbortSignal,
): AsyncGenerator<RecordModel[]> {
  for (let start = 0; start < ids.length && !signal.aborted; start += IDS_AT_ONCE) {
    const some = ids.slice(start, start + IDS_AT_ONCE);
    const filter = some.map((id) => client.filter("id={:id}", { id })).join("||");
    const options = { filter, fields, sort: "id", skipTotal: true };
    yield (await client.collection(collection).getList(1, IDS_AT_ONCE, options)).items;
  }
}

/** What a field has in each of the records, to be able to put it back. */
export async function valuesOf(
  collection: string,
  ids: readonly string[],
  field: string,
): Promise<ReadonlyMap<string, unknown>> {
  const values = new Map<string, unknown>();
  const { signal } = new AbortController();
  for await (const items of recordsOf({ collection, ids, fields: `id,${field}` }, signal)) {
    for (const item of items) values.set(item.id, item[field]);
  }
  return values;
}
