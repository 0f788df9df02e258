import { LruMap } from "../../lib/lru-map.ts";
import { type SavepointStep, savepointStep } from "./savepoints.ts";

/** What a statement does, as far as its text tells. */
export interface StatementEffects {
  /** The names that occur in it; among them are the tables and views that it reads. */
  readonly names: readonly string[];
  /** The table that it writes; "all" where the text doesn't tell; null where it writes nothing. */
  readonly writes: string | null;
  /** Whether it holds locks that end with the transaction. */
  readonly locks: boolean;
  /** The same statement, which also returns the transaction's number with each row as `OWN_ID`; null where those may be many. */
  readonly withOwnId: string | null;
  /** What it does to a savepoint; null for nothing. */
  readonly savepoint: SavepointStep | null;
  /** Whether its result can change without a commit. */
  readonly isVolatile: boolean;
}

export const EVERYTHING = "all";
const MAX_STATEMENTS = 2_000;
const READS = /^\s*(?:SELECT|WITH|VALUES|TABLE|SHOW|EXPLAIN)\b/i;
const WITHIN = /\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|ANALYZE)\b/i;
const WRITES =
  /^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*))(?!\s*\.)/iu;
const LOCKS = /\bFOR\s+(?:NO\s+KEY\s+)?(?:UPDATE|SHARE|KEY\s+SHARE)\b|pg_advisory|\bbb\.lock_row\b/i;
const VOLATILE =
  /\b(?:now|random|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|gen_random_uuid|nextval|strftime|datetime|date|time|julianday|unixepoch|pg_\w+)\s*\(|\bcurrent_(?:date|time|timestamp)\b|\blocaltime(?:stamp)?\b/i;
const ONE_ROW =
  /^\s*INSERT INTO "?\w+"? \([^()]*\) VALUES \([^()]*\)$|^\s*(?:UPDATE|DELETE FROM) [^;]* WHERE "?id"? = (?:\?|\$\d+)$/i;
export const OWN_ID = "baobox_own_id";
const TEXTS = /'(?:[^']|'')*'/g;
const NAMES = /"((?:[^"]|"")+)"|[\p{L}_][\p{L}\p{N}_$]*/gu;

const known = new LruMap<string, StatementEffects>(MAX_STATEMENTS);

export function statementEffects(sql: string): StatementEffects {
  const found = known.get(sql);
  if (found !== undefined) return found;
  const text = sql.replaceAll(TEXTS, "''").replaceAll("`", '"');
  const effects = {
    names: namesIn(text),
    writes: writtenTable(text),
    locks: LOCKS.test(text),
    withOwnId: withOwnId(sql, text),
    savepoint: savepointStep(sql),
    isVolatile: VOLATILE.test(text),
  };
  known.set(sql, effects);
  return effects;
}

function withOwnId(sql: string, text: string): string | null {
  if (text.includes(`"${OWN_ID}"`)) return sql;
  return writesOne(text) ? `${sql} RETURNING pg_current_xact_id()::text AS "${OWN_ID}"` : null;
}

/** Whether it is in the form in which single records are written, and returns nothing yet. */
function writesOne(text: string): boolean {
  return ONE_ROW.test(text) && !/\bRETURNING\b/i.test(text);
}

function writtenTable(text: string): string | null {
  const direct = WRITES.exec(text);
  if (direct !== null) return (direct[1]?.replaceAll('""', '"') ?? direct[2] ?? "").toLowerCase();
  return READS.test(text) && !WITHIN.test(text.replaceAll(/\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b/gi, ""))
    ? null
    : EVERYTHING;
}

export function namesIn(text: string): string[] {
  const names = new Set<string>();
  for (const [name, quoted] of text.matchAll(NAMES)) names.add((quoted?.replaceAll('""', '"') ?? name).toLowerCase());
  return [...names];
}
