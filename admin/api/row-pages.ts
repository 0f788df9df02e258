import { createStore } from "../state/store.ts";
import type { Store } from "../state/store.ts";
import { toProblem } from "./problem.ts";
import type { Problem } from "./problem.ts";

interface Rows<T> {
  /** Null until the first answer. */
  readonly total: number | null;
  readonly pages: ReadonlyMap<number, readonly T[]>;
  readonly problem: Problem | null;
}

export interface PageAnswer<T> {
  readonly items: readonly T[];
  readonly totalItems: number;
}

export const PAGE_SIZE = 100;
/** Pages that are kept: a long scroll through a large table must not fill the memory. */
const PAGES_AT_MOST = 12;
/** So far ahead of the scrolling a page is loaded. */
const AHEAD_ROWS = 60;

/** The rows of a query, loaded page by page as they come into sight. */
export abstract class RowPages<T> {
  readonly rows: Store<Rows<T>> = createStore<Rows<T>>({ total: null, pages: new Map(), problem: null });
  readonly #asked = new Set<number>();
  #shown: readonly number[] = [1];
  /** The page that is scrolled to; 0 for none. */
  #ahead = 0;
  #first = 0;
  /** Under way in this round. */
  #loads = 0;
  /** Answers to what was asked before the last refresh are not shown. */
  #round = 0;
  /** The last round in which the server has said how many rows there are. */
  #countedRound = -1;

  row(index: number): T | undefined {
    return this.rows.get().pages.get(pageOf(index))?.[index % PAGE_SIZE];
  }

  /** Loads what is missing of the rows from `first` to `last`, and then what is next in the direction of the scrolling. */
  show(first: number, last: number): void {
    const [from, to] = [pageOf(first), pageOf(Math.max(last, first))];
    this.#shown = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    if (first !== this.#first)
      this.#ahead = first > this.#first ? pageOf(last + AHEAD_ROWS) : pageOf(first - AHEAD_ROWS);
    this.#first = first;
    this.#loadNext();
  }

  /** Loads a row that is not in sight, if it is missing. A refresh leaves it out. */
  prepare(index: number): void {
    const page = pageOf(index);
    if (!this.rows.get().pages.has(page) && !this.#asked.has(page)) void this.#load(page);
  }

  /** Asks for the rows in sight again; they stay on the screen until the answer. */
  async refresh(): Promise<void> {
    this.#round += 1;
    this.#loads = 0;
    this.#ahead = 0;
    this.#asked.clear();
    const [first = 1, ...others] = this.#shown;
    // The first one brings what the others need, such as the total.
    await this.#load(first);
    await Promise.all(others.map((page) => this.#load(page)));
  }

  protected abstract fetchPage(page: number, skipTotal: boolean): Promise<PageAnswer<T>>;

  /** Called with each page before it is shown. */
  protected received(_page: number, _items: readonly T[]): void {}

  /**
   * One at a time: what is scrolled past faster than the server answers is not asked for, so that what is in sight by then does not wait
   * behind it. Far down in a large table a page takes the server tens of milliseconds, in which others on the machine draw frames.
   */
  #loadNext(): void {
    if (this.#loads > 0) return;
    const { pages, total } = this.rows.get();
    const isMissing = (page: number): boolean => !pages.has(page) && !this.#asked.has(page);
    const isThere = this.#ahead >= 1 && total !== null && (this.#ahead - 1) * PAGE_SIZE < total;
    const next = [...this.#shown, ...(isThere ? [this.#ahead] : [])].find(isMissing);
    if (next !== undefined) void this.#load(next);
  }

  async #load(page: number): Promise<void> {
    const round = this.#round;
    this.#asked.add(page);
    this.#loads += 1;
    try {
      const { total } = this.rows.get();
      // To count many rows takes the server longer than to read some: it does so once in a round.
      const skipTotal = total !== null && this.#countedRound === round;
      const { items, totalItems } = await this.fetchPage(page, skipTotal);
      if (round !== this.#round) return;
      this.received(page, items);
      if (!skipTotal) this.#countedRound = round;
      const pages = new Map([...this.#nearest(page), [page, items] as const]);
      this.#loads -= 1;
      this.rows.set({ total: skipTotal ? total : totalItems, pages, problem: null });
      this.#loadNext();
    } catch (error) {
      if (round !== this.#round) return;
      this.#loads -= 1;
      this.#asked.delete(page);
      this.rows.set({ ...this.rows.get(), problem: toProblem(error) });
    }
  }

  /** The pages around one that are kept with it. */
  #nearest(page: number): [number, readonly T[]][] {
    const known = [...this.rows.get().pages].filter(([number]) => number !== page && this.#asked.has(number));
    const kept = known.toSorted(([a], [b]) => Math.abs(a - page) - Math.abs(b - page)).slice(0, PAGES_AT_MOST - 1);
    for (const [number] of known) if (!kept.some(([one]) => one === number)) this.#asked.delete(number);
    return kept;
  }
}

function pageOf(index: number): number {
  return Math.floor(index / PAGE_SIZE) + 1;
}
