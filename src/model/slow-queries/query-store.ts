// What statements took, kept in auxiliary.db beside the log: a restart does not lose it, all workers add to the same rows, and
// `baobox advise` reads it beside a running server. PocketBase does not look at other tables there.
import type { Connection, Engine } from "../../database/engine.ts";
import type { WatchedIndex } from "../../database/statement-watch.ts";
import { formatDate, nowText } from "../../lib/dates.ts";
import type { QueryFigures } from "./query-figures.ts";

const QUERIES = '"_queries"';
const INDEXES = '"_watchedIndexes"';
/** The least costly go. */
const MAX_QUERIES = 400;
/** What did not run for so long goes, too. */
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;

const TABLES = [
  `CREATE TABLE IF NOT EXISTS ${QUERIES} ("id" TEXT PRIMARY KEY NOT NULL, "kind" TEXT NOT NULL, "collection" TEXT NOT NULL,
    "filter" TEXT NOT NULL, "rule" TEXT NOT NULL, "sort" TEXT NOT NULL, "sql" TEXT NOT NULL, "indexes" TEXT NOT NULL,
    "runs" BIGINT NOT NULL, "totalMs" DOUBLE PRECISION NOT NULL, "longestMs" DOUBLE PRECISION NOT NULL,
    "scannedRows" DOUBLE PRECISION, "firstSeen" TEXT NOT NULL, "lastSeen" TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${INDEXES} ("name" TEXT PRIMARY KEY NOT NULL, "sql" TEXT NOT NULL,
    "since" TEXT NOT NULL, "lastUsed" TEXT NOT NULL)`,
];

const ADD = `INSERT INTO ${QUERIES} ("id", "kind", "collection", "filter", "rule", "sort", "sql", "indexes", "runs", "totalMs",
    "longestMs", "scannedRows", "firstSeen", "lastSeen") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT ("id") DO UPDATE SET "runs" = ${QUERIES}."runs" + excluded."runs",
    "totalMs" = ${QUERIES}."totalMs" + excluded."totalMs",
    "longestMs" = CASE WHEN excluded."longestMs" > ${QUERIES}."longestMs" THEN excluded."longestMs" ELSE ${QUERIES}."longestMs" END,
    "scannedRows" = excluded."scannedRows", "lastSeen" = excluded."lastSeen"`;

export interface StoredQuery extends QueryFigures {
  readonly firstSeen: string;
  readonly lastSeen: string;
}

export interface StoredIndex {
  readonly name: string;
  readonly sql: string;
  /** When watching it began. */
  readonly since: string;
  /** "" for never since then. */
  readonly lastUsed: string;
}

export async function addQueries(auxiliary: Engine, queries: readonly QueryFigures[]): Promise<void> {
  if (queries.length === 0) return;
  const now = nowText();
  const oldest = formatDate(new Date(Date.now() - KEPT_MS));
  await auxiliary.transaction(async (transaction) => {
    await createTables(transaction);
    for (const { indexes, ...query } of queries) {
      const { id, kind, collection, filter, rule, sort, sql, runs, totalMs, longestMs, scannedRows } = query;
      const texts = [id, kind, collection, filter, rule, sort, sql, JSON.stringify(indexes)];
      await transaction.run(ADD, [...texts, runs, totalMs, longestMs, scannedRows, now, now]);
    }
    await transaction.run(`DELETE FROM ${QUERIES} WHERE "lastSeen" < ?`, [oldest]);
    const costly = `SELECT "id" FROM ${QUERIES} ORDER BY "totalMs" DESC LIMIT ${MAX_QUERIES}`;
    await transaction.run(`DELETE FROM ${QUERIES} WHERE "id" NOT IN (${costly})`);
  });
}

/** The costliest first. */
export async function listQueries(auxiliary: Connection, limit: number): Promise<StoredQuery[]> {
  if (!(await auxiliary.schema.hasTable("_queries"))) return [];
  const rows = await auxiliary.all<Omit<StoredQuery, "indexes"> & { indexes: string }>(
    `SELECT * FROM ${QUERIES} ORDER BY "totalMs" DESC LIMIT ${limit}`,
  );
  return rows.map((row) => ({ ...row, indexes: JSON.parse(row.indexes) as string[] }));
}

/** Those of queries. Since when an index is watched stays. */
export async function deleteQueries(auxiliary: Engine): Promise<void> {
  if (await auxiliary.schema.hasTable("_queries")) await auxiliary.run(`DELETE FROM ${QUERIES}`);
}

/** Begins to watch those that are new or have changed, and forgets those that are gone. */
export async function watchIndexes(auxiliary: Engine, indexes: readonly WatchedIndex[]): Promise<void> {
  const now = nowText();
  const known = new Map((await listIndexes(auxiliary)).map(({ name, sql }) => [name, sql]));
  const added = indexes.filter(({ name, sql }) => known.get(name) !== sql);
  const names = new Set(indexes.map(({ name }) => name));
  const gone = [...known.keys()].filter((name) => !names.has(name));
  if (added.length === 0 && gone.length === 0) return;
  await auxiliary.transaction(async (transaction) => {
    await createTables(transaction);
    for (const name of [...gone, ...added.map((index) => index.name)]) {
      await transaction.run(`DELETE FROM ${INDEXES} WHERE "name" = ?`, [name]);
    }
    for (const { name, sql } of added) {
      const insert = `INSERT INTO ${INDEXES} ("name", "sql", "since", "lastUsed") VALUES (?, ?, ?, '') ON CONFLICT DO NOTHING`;
      await transaction.run(insert, [name, sql, now]);
    }
  });
}

export async function noteUsedIndexes(auxiliary: Engine, names: readonly string[]): Promise<void> {
  if (names.length === 0 || !(await auxiliary.schema.hasTable("_watchedIndexes"))) return;
  const now = nowText();
  await auxiliary.transaction(async (transaction) => {
    for (const name of names) {
      await transaction.run(`UPDATE ${INDEXES} SET "lastUsed" = ? WHERE "name" = ?`, [now, name]);
    }
  });
}

export async function listIndexes(auxiliary: Connection): Promise<StoredIndex[]> {
  if (!(await auxiliary.schema.hasTable("_watchedIndexes"))) return [];
  return auxiliary.all<StoredIndex>(`SELECT "name", "sql", "since", "lastUsed" FROM ${INDEXES} ORDER BY "name"`);
}

async function createTables(connection: Connection): Promise<void> {
  for (const sql of TABLES) await connection.run(sql);
}
