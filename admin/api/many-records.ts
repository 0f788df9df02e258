import type { RecordModel } from "pocketbase";
import { client, toProblem } from "./client.ts";
import type { RecordQuery } from "./record-pages.ts";

const PER_PAGE = 1000;
/** Enough to keep the server busy, few enough that others are served too. */
const AT_ONCE = 6;
const PROGRESS_MS = 120;

export interface Progress {
  readonly done: number;
  readonly total: number;
}

interface ManyOptions {
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

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

export interface ManyResult {
  readonly done: readonly string[];
  /** What went wrong, by id. */
  readonly failed: ReadonlyMap<string, string>;
}

/** Does something with each record, some at a time; one that fails does not stop the others. */
export async function forEachRecord(
  ids: readonly string[],
  work: (id: string) => Promise<unknown>,
  { onProgress, signal }: ManyOptions,
): Promise<ManyResult> {
  const done: string[] = [];
  const failed = new Map<string, string>();
  const waiting = [...ids].values();
  let told = 0;
  const worker = async (): Promise<void> => {
    for (const id of waiting) {
      if (signal.aborted) return;
      try {
        await work(id);
        done.push(id);
      } catch (error) {
        const { message, fields } = toProblem(error);
        failed.set(id, [message, ...Object.entries(fields).map(([name, why]) => `${name}: ${why}`)].join(" "));
      }
      const now = performance.now();
      if (now - told < PROGRESS_MS) continue;
      told = now;
      onProgress({ done: done.length + failed.size, total: ids.length });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { done, failed };
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
