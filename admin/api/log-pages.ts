import type { LogModel } from "pocketbase";
import { client } from "./client.ts";
import { PAGE_SIZE, RowPages } from "./row-pages.ts";
import type { PageAnswer } from "./row-pages.ts";

/** How far a look for newer entries goes. */
export const NEWER_AT_MOST = 50;

/**
 * The entries of a filter, the newest first. What comes after the newest one that is shown would move all places: it is left out until
 * `refresh`.
 */
export class LogPages extends RowPages<LogModel> {
  readonly #filter: string;
  /** The newest entry shown; null before the first answer. */
  #newest: LogModel | null = null;

  constructor(filter: string) {
    super();
    this.#filter = filter;
  }

  /** Shows what came meanwhile, too. */
  override refresh(): Promise<void> {
    this.#newest = null;
    return super.refresh();
  }

  /** How many entries are newer than what is shown, at most `NEWER_AT_MOST`. Null where the server can't be asked. */
  async countNewer(): Promise<number | null> {
    if (this.rows.get().total === null) return 0;
    try {
      const options = { filter: this.#filter, sort: "-@rowid", skipTotal: true, fields: "id" };
      const { items } = await client.logs.getList(1, NEWER_AT_MOST, options);
      const known = items.findIndex(({ id }) => id === this.#newest?.id);
      return known === -1 ? items.length : known;
    } catch {
      return null;
    }
  }

  protected override fetchPage(page: number, skipTotal: boolean): Promise<PageAnswer<LogModel>> {
    return client.logs.getList(page, PAGE_SIZE, { filter: this.#bounded(), sort: "-@rowid", skipTotal });
  }

  protected override received(page: number, items: readonly LogModel[]): void {
    if (page === 1) this.#newest ??= items[0] ?? null;
  }

  #bounded(): string {
    if (this.#newest === null) return this.#filter;
    const bound = client.filter("created <= {:created}", { created: this.#newest.created });
    return this.#filter === "" ? bound : `(${this.#filter}) && ${bound}`;
  }
}
