import { createHash } from "node:crypto";
import type { SqlValue, Statement } from "../../database/engine.ts";
import { LruMap } from "../../lib/lru-map.ts";
import type { Context } from "../context.ts";

interface Total {
  readonly count: number;
  /** The versions of what was counted. */
  readonly version: string;
}

const MAX_TOTALS = 5000;
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
  const key = keyOf(statement);
  const known = cache.get(key);
  if (known?.version === version) return known.count;
  const counted = await count(context, statement);
  cache.set(key, { count: counted, version });
  return counted;
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

function keyOf({ sql, parameters }: Statement): string {
  const values =
    parameters.length === 0
      ? ""
      : JSON.stringify(parameters.map((value) => (typeof value === "bigint" ? `${value}n` : value)));
  const key = `${sql}\n${values}`;
  return key.length <= MAX_KEY_LENGTH ? key : createHash("sha256").update(key).digest("base64");
}
