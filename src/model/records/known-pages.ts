// Pages of rows that were asked for at least twice, for as long as nothing is written to the tables that they are read from.
//
// Asked by lists of records. A page is known by its statement and parameters, which have all of the rule, the filter and the user
// in them, so it is the same for all who may see it. What asks for the time or for random numbers has no version and is read each
// time, as is everything in transactions. Pages that come only once are not kept.
import type { Row, Statement, TableVersion } from "../../database/engine.ts";
import { cacheCounts } from "../../lib/cache-counts.ts";
import { SeenBefore } from "../../lib/seen-before.ts";
import { SizedLruMap } from "../../lib/sized-lru-map.ts";
import type { Context } from "../context.ts";
import type { KnownRow } from "./known-rows.ts";
import { statementKey } from "./totals.ts";

/** Characters of all pages together, with about what their texts take. */
const MAX_SIZE = 4 * 1024 * 1024;
/** Of one page. */
const MAX_PAGE_SIZE = 256 * 1024;
const SEEN_PAGES = 16_384;
/** What a row takes besides its texts. */
const ROW_SIZE = 500;

/** Rows that nobody may change, with the JSON texts that were made of them. */
export interface RowsPage {
  readonly rows: readonly Row[];
  /** By what the client sees; null where the page is not kept. */
  readonly texts: (string | undefined)[] | null;
  /** What is made of each row, where that is kept. */
  readonly made?: KnownRow[];
}

interface KnownPage extends RowsPage {
  readonly version: TableVersion;
  readonly size: number;
}

interface Pages {
  readonly known: SizedLruMap<string, KnownPage>;
  /** Keys of pages that were asked for. */
  readonly seen: SeenBefore;
}

const stores = new WeakMap<Context["database"], Pages>();

/** The rows of a statement; throws a `LimitError` where their texts are larger than `maxBytes` together. */
export async function readPage(context: Context, statement: Statement, maxBytes: number): Promise<RowsPage> {
  const { sql, parameters } = statement;
  const version = context.transaction === null ? context.database.versionOf(sql) : null;
  if (version === null) return { rows: await context.connection.all<Row>(sql, parameters, maxBytes), texts: null };
  const { known, seen } = pagesOf(context);
  const key = statementKey(statement);
  const page = known.get(key);
  if (page?.version === version) {
    cacheCounts.pages.hits += 1;
    return page;
  }
  cacheCounts.pages.misses += 1;
  const rows = await context.connection.all<Row>(sql, parameters, maxBytes);
  if (!seen.add(key)) return { rows, texts: null };
  const size = sizeOf(rows);
  // The texts of large pages are made with pauses.
  if (size > MAX_PAGE_SIZE) return { rows, texts: null };
  const read: KnownPage = { rows, texts: [], made: [], version, size };
  known.set(key, read);
  return read;
}

function pagesOf({ database }: Context): Pages {
  let pages = stores.get(database);
  if (pages === undefined) {
    pages = { known: new SizedLruMap(MAX_SIZE, ({ size }) => size), seen: new SeenBefore(SEEN_PAGES) };
    stores.set(database, pages);
  }
  return pages;
}

function sizeOf(rows: readonly Row[]): number {
  let size = ROW_SIZE;
  for (const row of rows) {
    size += ROW_SIZE;
    // The column, a text of the page with it, and one of the row alone.
    for (const column in row) if (typeof row[column] === "string") size += row[column].length * 3;
  }
  return size;
}
