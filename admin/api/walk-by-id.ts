import { client } from "./client.ts";

interface Walk<T> {
  readonly filter: string;
  readonly perPage: number;
  readonly signal: AbortSignal;
  /** Gives the first of those that match a filter, in the order of their ids. */
  readonly load: (filter: string) => Promise<{ readonly items: T[] }>;
}

/**
 * Gives all that match page by page, which is walked by id: so it reads a moment's rows at a time, however many there are, and each
 * page costs as much as the first.
 */
export async function* walkById<T extends { readonly id: string }>(walk: Walk<T>): AsyncGenerator<T[]> {
  let after = "";
  while (!walk.signal.aborted) {
    const beyond = after === "" ? "" : client.filter("id > {:after}", { after });
    const own = walk.filter === "" ? "" : `(${walk.filter})`;
    const { items } = await walk.load([own, beyond].filter((part) => part !== "").join(" && "));
    if (items.length > 0) yield items;
    if (items.length < walk.perPage) return;
    after = items.at(-1)?.id ?? "";
  }
}
