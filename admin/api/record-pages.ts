import type { RecordModel } from "pocketbase";
import { client } from "./client.ts";
import { PAGE_SIZE, RowPages } from "./row-pages.ts";
import type { PageAnswer } from "./row-pages.ts";

export interface RecordQuery {
  readonly collection: string;
  readonly filter: string;
  readonly sort: string;
  readonly expand: string;
}

/** The records of a query. */
export class RecordPages extends RowPages<RecordModel> {
  readonly query: RecordQuery;

  constructor(query: RecordQuery) {
    super();
    this.query = query;
  }

  /** The ids of the rows from `first` to `last`, of which those that are not loaded are asked for. */
  async ids(first: number, last: number): Promise<string[]> {
    const { collection, filter, sort } = this.query;
    const ids: string[] = [];
    for (let page = Math.floor(first / PAGE_SIZE); page <= Math.floor(last / PAGE_SIZE); page++) {
      const options = { filter, sort, fields: "id", skipTotal: true };
      const rows =
        this.rows.get().pages.get(page + 1) ??
        (await client.collection(collection).getList(page + 1, PAGE_SIZE, options)).items;
      const start = page * PAGE_SIZE;
      ids.push(...rows.slice(Math.max(0, first - start), last - start + 1).map(({ id }) => id));
    }
    return ids;
  }

  /** Where a record is in the order of the query; null where it is not loaded. */
  indexOf(id: string): number | null {
    for (const [page, rows] of this.rows.get().pages) {
      const place = rows.findIndex((row) => row.id === id);
      if (place >= 0) return (page - 1) * PAGE_SIZE + place;
    }
    return null;
  }

  protected override fetchPage(page: number, skipTotal: boolean): Promise<PageAnswer<RecordModel>> {
    const { collection, ...options } = this.query;
    return client.collection(collection).getList(page, PAGE_SIZE, { ...options, skipTotal });
  }
}
