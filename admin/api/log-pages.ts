import type { LogModel } from "pocketbase";
import { createStore } from "../state/store.ts";
import type { Store } from "../state/store.ts";
import { client, toProblem } from "./client.ts";
import type { Problem } from "./client.ts";

interface LogRows {
  /** Null until the first answer. */
  readonly total: number | null;
  readonly pages: ReadonlyMap<number, readonly LogModel[]>;
  readonly problem: Problem | null;
}

const PAGE_SIZE = 100;
/** Pages that are kept: a long scroll through the logs must not fill the memory. */
const PAGES_AT_MOST = 12;
/** How far a look for newer entries goes. */
export const NEWER_AT_MOST = 50;

/**
 * The entries of a filter, the newest first, loaded page by page as they come into sight. What comes after the newest one that is
 * shown would move all places: it is left out until `advance`.
 */
export class LogPages {
  readonly rows: Store<LogRows> = createStore<LogRows>({ total: null, pages: new Map(), problem: null });
  readonly #filter: string;
  readonly #asked = new Set<number>();
  /** The newest entry shown; null before the first answer. */
  #newest: LogModel | null = null;
  #shown: readonly number[] = [1];
  /** Answers to what was asked before the last `advance` are not shown. */
  #round = 0;

  constructor(filter: string) {
    this.#filter = filter;
  }

  row(index: number): LogModel | undefined {
    return this.rows.get().pages.get(Math.floor(index / PAGE_SIZE) + 1)?.[index % PAGE_SIZE];
  }

  /** Loads what is missing of the rows from `first` to `last`. */
  show(first: number, last: number): void {
    const [from, to] = [Math.floor(first / PAGE_SIZE) + 1, Math.floor(Math.max(last, first) / PAGE_SIZE) + 1];
    this.#shown = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    for (const page of this.#shown) {
      if (!this.rows.get().pages.has(page) && !this.#asked.has(page)) void this.#load(page);
    }
  }

  /** Shows what came meanwhile. What is in sight stays there until the answer. */
  async advance(): Promise<void> {
    this.#round += 1;
    this.#asked.clear();
    this.#newest = null;
    const [first = 1, ...others] = this.#shown;
    await this.#load(first);
    await Promise.all(others.map((page) => this.#load(page)));
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

  async #load(page: number): Promise<void> {
    const round = this.#round;
    this.#asked.add(page);
    const isFirst = this.#newest === null;
    try {
      const options = { filter: this.#bounded(), sort: "-@rowid", skipTotal: !isFirst };
      const answer = await client.logs.getList(page, PAGE_SIZE, options);
      if (round !== this.#round) return;
      if (isFirst && page === 1) this.#newest = answer.items[0] ?? null;
      const before = this.rows.get();
      const kept = [...before.pages].filter(([number]) => number !== page && this.#asked.has(number));
      const nearest = kept.toSorted(([a], [b]) => Math.abs(a - page) - Math.abs(b - page)).slice(0, PAGES_AT_MOST - 1);
      for (const [number] of kept) if (!nearest.some(([near]) => near === number)) this.#asked.delete(number);
      const pages = new Map([...nearest, [page, answer.items] as const]);
      this.rows.set({ total: isFirst ? answer.totalItems : before.total, pages, problem: null });
    } catch (error) {
      if (round !== this.#round) return;
      this.#asked.delete(page);
      this.rows.set({ ...this.rows.get(), problem: toProblem(error) });
    }
  }

  #bounded(): string {
    if (this.#newest === null) return this.#filter;
    const bound = client.filter("created <= {:created}", { created: this.#newest.created });
    return this.#filter === "" ? bound : `(${this.#filter}) && ${bound}`;
  }
}
