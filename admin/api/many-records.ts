import type { RecordModel } from "pocketbase";
import { client } from "./client.ts";
import type { RecordQuery } from "./record-pages.ts";

const PER_PAGE = 1000;

/**
 * Gives the records of a query page by page, which is walked by id: so it reads a moment's rows at a time, however many there are.
 * The order is that of the ids.
 */
export async function* walkRecords(
  query: RecordQuery,
  fields: string,
  signal: AbortSignal,
): AsyncGenerator<RecordModel[]> {
  let after = "";
  while (!signal.aborted) {
    const beyond = after === "" ? "" : client.filter("id > {:after}", { after });
    const filter = [query.filter === "" ? "" : `(${query.filter})`, beyond].filter((part) => part !== "").join(" && ");
    const options = { filter, sort: "id", fields, expand: query.expand, skipTotal: true };
    const { items } = await client.collection(query.collection).getList(1, PER_PAGE, options);
    if (items.length > 0) yield items;
    if (items.length < PER_PAGE) return;
    after = items.at(-1)?.id ?? "";
  }
}

/** What a field has in each of the records, to be able to put it back. */
export async function valuesOf(
  collection: string,
  ids: readonly string[],
  field: string,
): Promise<ReadonlyMap<string, unknown>> {
  const values = new Map<string, unknown>();
  const chunk = 60;
  for (let start = 0; start < ids.length; start += chunk) {
    const some = ids.slice(start, start + chunk);
    const filter = some.map((id) => client.filter("id={:id}", { id })).join("||");
    const options = { filter, fields: `id,${field}`, skipTotal: true };
    const { items } = await client.collection(collection).getList(1, chunk, options);
    for (const item of items) values.set(item.id, item[field]);
  }
  return values;
}
