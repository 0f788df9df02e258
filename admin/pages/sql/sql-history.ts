import { createStore } from "../../state/store.ts";

export interface PastQuery {
  readonly query: string;
  readonly atMs: number;
  /** Null: it failed. */
  readonly rows: number | null;
}

const KEY = "baobox_sql_history";
const KEPT_AT_MOST = 200;

/** The queries that were run in this browser, the latest first. */
export const history = createStore<readonly PastQuery[]>(read());

function read(): readonly PastQuery[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isPast).slice(0, KEPT_AT_MOST) : [];
  } catch {
    return [];
  }
}

function isPast(value: unknown): value is PastQuery {
  return typeof value === "object" && value !== null && "query" in value && typeof value.query === "string";
}

/** The same query again replaces its older entry. */
export function remember(past: PastQuery): void {
  keep([past, ...history.get().filter(({ query }) => query !== past.query)].slice(0, KEPT_AT_MOST));
}

export function forget(query: string): void {
  keep(history.get().filter((past) => past.query !== query));
}

export function forgetAll(): void {
  keep([]);
}

function keep(list: readonly PastQuery[]): void {
  history.set(list);
  try {
    localStorage.setItem(KEY, JSON.stringify(list));
  } catch {
    // A full storage: the history lasts as long as the page.
  }
}
