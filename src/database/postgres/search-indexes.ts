// Indexes of three-letter pieces (the extension pg_trgm), by which searches find a text anywhere in a column.
//
// They are PostgreSQL's own: no collection lists them, so that a collection means the same on SQLite. They stay when the collection is
// changed, and go with their table or column.
import { createHash } from "node:crypto";
import type { Engine } from "../engine.ts";
import type { ProposedSearchIndex, TextSearches } from "../text-searches.ts";
import { arrayText } from "./array-text.ts";
import { quote } from "./quote.ts";
import type { SearchTimes } from "./search-times.ts";

/** An index makes writes dearer: it takes searches that cost much in all. */
const COSTLY_MS = 1_000;
const MAX_PROPOSED = 20;
/** Smaller tables are searched as quickly without. */
const MIN_ROWS = 2_000;
const CREATE_LIMIT_MS = 60 * 60 * 1000;
const MAX_NAME_BYTES = 63;

/** The indexes of three-letter pieces of the table t and its column a. */
const OF_COLUMN = `FROM pg_index x
      JOIN pg_opclass o ON o.oid = ANY (x.indclass::oid[]) AND o.opcname IN ('gin_trgm_ops', 'gist_trgm_ops')
      JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = x.indexrelid AND d.refobjid = t.oid AND d.refobjsubid = a.attnum
      WHERE x.indrelid = t.oid`;

/** Of the texts that are asked for: those in large tables which no such index serves, where the server has such indexes. */
const WITHOUT_INDEX = `SELECT t.relname::text AS "table", a.attname::text AS "column", t.reltuples::float8 AS "tableRows"
  FROM unnest($1::text[], $2::text[]) AS asked(tab, col)
  JOIN pg_class t ON t.relname = asked.tab AND t.relkind = 'r' AND t.relnamespace = to_regnamespace($3)
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = asked.col AND a.atttypid = 'text'::regtype AND NOT a.attisdropped
  WHERE t.reltuples >= $4::float8
    AND EXISTS (SELECT FROM pg_available_extension_versions v WHERE v.name = 'pg_trgm' AND (v.installed
      OR current_setting('is_superuser') = 'on' OR v.trusted AND has_database_privilege(current_database(), 'CREATE')))
    AND NOT EXISTS (SELECT ${OF_COLUMN} AND x.indisvalid)`;

/** What is there already: an index of the column, and something else of the name, as of a table that was renamed. */
const PRESENT = `SELECT t.oid::text AS "table", a.attnum::text AS "column", EXISTS (SELECT ${OF_COLUMN} AND x.indisvalid) AS "isIndexed",
  EXISTS (SELECT FROM pg_class i WHERE i.relname = $4 AND i.relnamespace = t.relnamespace
    AND i.oid NOT IN (SELECT x.indexrelid ${OF_COLUMN})) AS "isTaken"
  FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = $2 AND NOT a.attisdropped
  WHERE t.relname = $1 AND t.relnamespace = to_regnamespace($3)`;

const EXTENSION_SCHEMA = `SELECT n.nspname::text AS name FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_trgm' AND $1`;

/** One that an interrupted attempt left: it serves nothing, and another of its name could not be made. */
const LEFT_OVER = `SELECT FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
  WHERE i.relname = $1 AND i.relnamespace = to_regnamespace($2) AND NOT x.indisvalid
    AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = x.indexrelid)`;

interface Present {
  /** Their numbers in the database. */
  readonly table: string;
  readonly column: string;
  readonly isIndexed: unknown;
  readonly isTaken: unknown;
}

export interface SearchIndexesOptions {
  readonly engine: Pick<Engine, "get" | "all" | "runScript">;
  readonly schemaName: string;
  readonly times: SearchTimes;
}

export class SearchIndexes implements TextSearches {
  readonly #options: SearchIndexesOptions;

  constructor(options: SearchIndexesOptions) {
    this.#options = options;
  }

  async propose(): Promise<ProposedSearchIndex[]> {
    const { engine, schemaName, times } = this.#options;
    const costly = times
      .all()
      .filter(({ totalMs }) => totalMs >= COSTLY_MS)
      .toSorted((a, b) => b.totalMs - a.totalMs)
      .slice(0, MAX_PROPOSED);
    if (costly.length === 0) return [];
    const names = [costly.map(({ table }) => table), costly.map(({ column }) => column)].map(arrayText);
    const found = await engine.all<Pick<ProposedSearchIndex, "table" | "column" | "tableRows">>(WITHOUT_INDEX, [
      ...names,
      schemaName,
      MIN_ROWS,
    ]);
    return costly.flatMap((time) => {
      const row = found.find(({ table, column }) => table === time.table && column === time.column);
      return row === undefined ? [] : [{ ...time, tableRows: row.tableRows }];
    });
  }

  async createIndex(table: string, column: string): Promise<void> {
    const { engine, schemaName } = this.#options;
    const run = (script: string) => engine.runScript(script, { maxRows: 0, timeoutMs: CREATE_LIMIT_MS });
    const place = [table, column, schemaName, indexName(table, column)];
    const present = await engine.get<Present>(PRESENT, place);
    if (present?.isIndexed === true) return;
    const isTaken = present?.isTaken === true;
    const name = isTaken ? `${present?.table}_${present?.column}_search` : indexName(table, column);
    const dropLeftOver = async (): Promise<void> => {
      if ((await engine.get(LEFT_OVER, [name, schemaName])) === null) return;
      await run(`DROP INDEX CONCURRENTLY IF EXISTS ${quote(schemaName)}.${quote(name)}`);
    };
    await run("CREATE EXTENSION IF NOT EXISTS pg_trgm");
    const extension = await engine.get<{ name: string }>(EXTENSION_SCHEMA, [true]);
    const pieces = `${quote(extension?.name ?? "public")}.gin_trgm_ops`;
    await dropLeftOver();
    try {
      const on = `${quote(schemaName)}.${quote(table)} USING gin (lower(${quote(column)} COLLATE "C") ${pieces})`;
      await run(`CREATE INDEX CONCURRENTLY IF NOT EXISTS ${quote(name)} ON ${on}`);
    } catch (error) {
      await dropLeftOver();
      throw error;
    }
    // Only then the planner knows which words are common, for which the index is not worth while.
    await run(`ANALYZE ${quote(schemaName)}.${quote(table)}`);
  }
}

function indexName(table: string, column: string): string {
  const name = `${table}_${column}_search`;
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  return `${createHash("sha256").update(`${table}\0${column}`).digest("hex").slice(0, 32)}_search`;
}
