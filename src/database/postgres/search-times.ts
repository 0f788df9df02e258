import { LruMap } from "../../lib/lru-map.ts";

/** What takes less needs no index. */
const SLOW_MS = 2;
const MAX_STATEMENTS = 500;
const MAX_COLUMNS = 500;
const SEARCHED = /LOWER\("((?:[^"]|"")+)"\."((?:[^"]|"")+)" COLLATE "C"\) LIKE/g;

export interface SearchTime {
  readonly table: string;
  readonly column: string;
  readonly runs: number;
  readonly totalMs: number;
}

/** Counts what slow searches of each column took since the start. */
export class SearchTimes {
  /** By statement: what it searches, as keys of `#times`. */
  readonly #searched = new LruMap<string, readonly Pick<SearchTime, "table" | "column">[]>(MAX_STATEMENTS);
  readonly #times = new LruMap<string, SearchTime>(MAX_COLUMNS);

  note(sql: string, ms: number): void {
    if (ms < SLOW_MS) return;
    let searched = this.#searched.get(sql);
    if (searched === undefined) this.#searched.set(sql, (searched = columnsIn(sql)));
    for (const { table, column } of searched) {
      const key = JSON.stringify([table, column]);
      const { runs = 0, totalMs = 0 } = this.#times.get(key) ?? {};
      this.#times.set(key, { table, column, runs: runs + 1, totalMs: totalMs + ms });
    }
  }

  all(): SearchTime[] {
    return [...this.#times.values()];
  }
}

/** Each once. Of a table that is joined the alias is taken, which is no table's name. */
function columnsIn(sql: string): Pick<SearchTime, "table" | "column">[] {
  const found = new Map<string, Pick<SearchTime, "table" | "column">>();
  for (const [text, table = "", column = ""] of sql.matchAll(SEARCHED))
    found.set(text, { table: table.replaceAll('""', '"'), column: column.replaceAll('""', '"') });
  return [...found.values()];
}
