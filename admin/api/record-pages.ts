import type { RecordModel } from "pocketbase";
import { createStore } from "../state/store.ts";
import type { Store } from "../state/store.ts";
import { client, toProblem } from "./client.ts";
import type { Problem } from "./client.ts";

export interface RecordQuery {
  readonly collection: string;
  readonly filter: string;
  readonly sort: string;
  readonly expand: string;
}

interface Rows {
  /** Null until the first answer. */
  readonly total: number | null;
  readonly pages: ReadonlyMap<number, readonly RecordModel[]>;
  readonly problem: Problem | null;
}

const PAGE_SIZE = 100;
/** Pages that are kept: a long scroll through a large table must not fill the memory. */
const PAGES_AT_MOST = 12;

/** The rows of a query, loaded page by page as they come into sight. */
export class RecordPages {
  readonly rows: Store<Rows> = createStore<Rows>({ total: null, pages: new Map(), problem: null });
  readonly query: RecordQuery;
  readonly #asked = new Set<number>();
  #shown: readonly number[] = [1];
  /** Answers to what was asked before the last refresh are not shown. */
  #round = 0;
  /** The last round in which the server has said how many rows there are. */
  #countedRound = -1;

  constructor(query: RecordQuery) {
    this.query = query;
  }

  row(index: number): RecordModel | undefined {
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

  /** Asks for the rows in sight again; they stay on the screen until the answer. */
  async refresh(): Promise<void> {
    this.#round++;
    this.#asked.clear();
    await Promise.all(this.#shown.map((page) => this.#load(page)));
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

  async #load(page: number): Promise<void> {
    const round = this.#round;
    this.#asked.add(page);
    try {
      const { collection, ...options } = this.query;
      const { total } = this.rows.get();
      // To count many records takes the server longer than to read some: it does so once in a round.
      const skipTotal = total !== null && this.#countedRound === round;
      const answer = await client.collection(collection).getList(page, PAGE_SIZE, { ...options, skipTotal });
      if (round !== this.#round) return;
      const before = this.rows.get();
      const kept = [...before.pages].filter(([number]) => number !== page && this.#asked.has(number));
      const nearest = kept.toSorted(([a], [b]) => Math.abs(a - page) - Math.abs(b - page)).slice(0, PAGES_AT_MOST - 1);
      for (const [number] of kept) if (!nearest.some(([near]) => near === number)) this.#asked.delete(number);
      const pages = new Map([...nearest, [page, answer.items] as const]);
      if (!skipTotal) this.#countedRound = round;
      this.rows.set({ total: skipTotal ? total : answer.totalItems, pages, problem: null });
    } catch (error) {
      if (round !== this.#round) return;
      this.#asked.delete(page);
      this.rows.set({ ...this.rows.get(), problem: toProblem(error) });
    }
  }
}
