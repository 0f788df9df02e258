import { createHash } from "node:crypto";
import type { SqlValue, Statement, TableVersion } from "../../database/engine.ts";
import { cacheCounts } from "../../lib/cache-counts.ts";
import { LruMap } from "../../lib/lru-map.ts";
import type { Context } from "../context.ts";

interface Total {
  /** A promise while the database still counts: all who ask meanwhile wait for it. */
  readonly count: number | Promise<number>;
  /** The version of what is counted; null once counting has failed. */
  readonly version: TableVersion | null;
}

const MAX_TOTALS = 2000;
/** Parameters beyond this are hashed, so that the keys stay small. */
const MAX_KEY_LENGTH = 1000;

const caches = new WeakMap<Context["database"], LruMap<string, Total>>();

/** The result of a statement that counts, as remembered where nothing that it reads was written since. */
export async function countTotal(context: Context, statement: Statement): Promise<number> {
  // A transaction sees what others do not.
  if (context.transaction !== null) return count(context, statement);
  // Read before the count: what is written meanwhile then makes the total old.
  const version = context.database.versionOf(statement.sql);
  if (version === null) return count(context, statement);
  const cache = cacheOf(context);
  const key = statementKey(statement);
  const known = cache.get(key);
  if (known?.version === version) {
    cacheCounts.totals.hits += 1;
    return known.count;
  }
  cacheCounts.totals.misses += 1;
  const counting = count(context, statement);
  cache.set(key, { count: counting, version });
  try {
    const counted = await counting;
    cache.set(key, { count: counted, version });
    return counted;
  } catch (error) {
    cache.set(key, { count: 0, version: null });
    throw error;
  }
}

async function count(context: Context, { sql, parameters }: Statement): Promise<number> {
  const row = await context.connection.get<Record<string, SqlValue>>(sql, parameters);
  return row === null ? 0 : Number(Object.values(row)[0]);
}

function cacheOf(context: Context): LruMap<string, Total> {
  const known = caches.get(context.database);
  if (known !== undefined) return known;
  const created = new LruMap<string, Total>(MAX_TOTALS);
  caches.set(context.database, created);
  return created;
}

/** Another for each statement with its parameters. */
export function statementKey({ sql, parameters }: Statement): string {
  const values =
    parameters.length === 0
      ? ""
      : JSON.stringify(parameters.map((value) => (typeof value === "bigint" ? `${value}n` : value)));
  const key = `${sql}\n${values}`;
  return key.length <= MAX_KEY_LENGTH ? key : createHash("sha256").update(key).digest("base64");
}
